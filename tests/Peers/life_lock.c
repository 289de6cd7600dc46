// The life lock: a file beside the segment, which one program at a time has open and locked. Whoever creates, attaches or
// detaches holds it.
#define _GNU_SOURCE // flock
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "peer.h"

static int life_lock = -1;

bool try_lock(int fd, int kind)
{
    int result;
    do
        result = flock(fd, kind | LOCK_NB);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

static const char *life_lock_path(void)
{
    static char path[110];
    snprintf(path, sizeof path, "%s!", segment_path);
    return path;
}

// Opens a file of ours; -1 if there is none.
int open_own(const char *path, int flags)
{
    int fd = open(path, flags | O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
    if (fd < 0 && errno == ENOENT)
        return -1;
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0)
        fail(PERMISSION_DENIED, "%s cannot be opened: %s. Choose another key.", path, strerror(errno));
    if (!S_ISREG(status.st_mode) || status.st_uid != geteuid())
        fail(PERMISSION_DENIED, "%s belongs to another user, or is no file. Choose another key.", path);
    return fd;
}

bool is_name_of(const char *path, int fd)
{
    struct stat mine, named;
    return fstat(fd, &mine) == 0 && lstat(path, &named) == 0
        && mine.st_ino == named.st_ino && mine.st_dev == named.st_dev;
}

bool take_life_lock(double deadline)
{
    while (true) {
        int fd = open_own(life_lock_path(), O_CREAT);
        fchmod(fd, 0600); // whatever the umask has made of it

        // Its holder removes it, and another one may have the name by now.
        if (try_lock(fd, LOCK_EX) && is_name_of(life_lock_path(), fd)) {
            life_lock = fd;
            return true;
        }
        close(fd);
        if (seconds_now() > deadline)
            return false;
        sleep_ms(1);
    }
}

void release_life_lock(void)
{
    if (life_lock < 0)
        return;

    unlink(life_lock_path());
    close(life_lock);
    life_lock = -1;
}
