// Loaded into a program before the C library (LD_PRELOAD): a file system on which the user's quota is used up.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/types.h>

static int refuse(void)
{
    errno = EDQUOT;
    return -1;
}

int fallocate(int fd, int mode, off_t offset, off_t len)
{
    (void)fd, (void)mode, (void)offset, (void)len;
    return refuse();
}

int fallocate64(int fd, int mode, off_t offset, off_t len)
{
    return fallocate(fd, mode, offset, len);
}

ssize_t pwrite(int fd, const void *buf, size_t count, off_t offset)
{
    (void)fd, (void)buf, (void)count, (void)offset;
    return refuse();
}

ssize_t pwrite64(int fd, const void *buf, size_t count, off_t offset)
{
    return pwrite(fd, buf, count, offset);
}
