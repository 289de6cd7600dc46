// Loaded into a program before the C library (LD_PRELOAD): a file system that has no locks.
#include <errno.h>
#include <sys/file.h>

int flock(int fd, int operation)
{
    (void)fd;
    (void)operation;
    errno = EOPNOTSUPP;
    return -1;
}
