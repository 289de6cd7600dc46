// The picture lock, as the Producer and the Consumer take it: readers share it. It is on bytes of the segment's own file,
// and belongs to the open file, so the kernel ends it with that.
#define _GNU_SOURCE // F_OFD_SETLK
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "peer.h"

// docs: take-lock
enum { LOCK = 0, TURNSTILE = 1, ATTACHED = 2 }; // bytes of the file

// Not F_SETLK: that is a lock of the process, and gone as soon as it closes any descriptor of the file.
static bool set_lock(int fd, short type, off_t byte)
{
    struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
    int result;
    do
        result = fcntl(fd, F_OFD_SETLK, &range);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

bool lock_to_read(int fd, double deadline)
{
    // Whoever waits stands in the turnstile, and lets nobody by.
    bool is_my_turn = false, is_mine = false;
    while (true) {
        is_my_turn = is_my_turn || set_lock(fd, F_RDLCK, TURNSTILE);
        is_mine = is_my_turn && set_lock(fd, F_RDLCK, LOCK);
        if (is_mine || seconds_now() > deadline)
            break;
        sleep_ms(1);
    }
    set_lock(fd, F_UNLCK, TURNSTILE);
    return is_mine;
}

void unlock(int fd)
{
    set_lock(fd, F_UNLCK, LOCK);
}
// docs: end

// Other bytes, for which nobody waits: stream.c.
bool lock_byte_to_read(int fd, int byte)
{
    return set_lock(fd, F_RDLCK, byte);
}

bool lock_byte_to_write(int fd, int byte)
{
    return set_lock(fd, F_WRLCK, byte);
}

void unlock_byte(int fd, int byte)
{
    set_lock(fd, F_UNLCK, byte);
}

// Tells others that somebody is attached: whoever sees it need not take the life lock. Only when the header is whole.
void announce(int fd)
{
    set_lock(fd, F_RDLCK, ATTACHED);
}
