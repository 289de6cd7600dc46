// Attaches and detaches as the lifetime rule wants: a segment lives while somebody is attached; the last one out removes
// it (docs/lifetime.md).
//
// Whoever is attached holds a shared lock on the file: flock(2). The kernel ends it with the process, however that ends.
// Who gets the exclusive lock knows that nobody else is there. All this happens under the life lock, a file beside the
// segment that one program at a time holds, so nothing changes between two of our steps.
#define _GNU_SOURCE // LOCK_SH
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "peer.h"

static int attached = -1;
static unsigned char *memory_of_new;

static void need_life_lock(double deadline)
{
    if (!take_life_lock(deadline))
        fail(LOCK_TIMEOUT, "%s is being created or removed, and that takes too long. Try again.", segment_path);
}

// Removes a segment if nobody is attached to it. False if somebody is.
static bool remove_leftover(int fd)
{
    if (!try_lock(fd, LOCK_EX))
        return false;

    struct picture_header header = {0};
    if (pread(fd, &header, sizeof header, 0) > 0 && !is_beginning(&header))
        check_kind(&header); // which fails: not ours to remove

    // For who has opened it and not locked it yet: this is no longer the segment of its name.
    uint32_t retired = HEADER_RETIRED_FLAG;
    if (header.magic != 0 && pwrite(fd, &retired, sizeof retired, offsetof(struct picture_header, flags)) < 0)
        fail(FILE_ERROR, "%s cannot be written: %s.", segment_path, strerror(errno));
    unlink(segment_path);
    return true;
}

// Opens and locks the segment. Gives the open file, which is the attachment.
int attach_segment(double deadline)
{
    need_life_lock(deadline);
    int fd = open_own(segment_path, 0);
    if (fd < 0)
        fail(NOT_FOUND, "%s does not exist. Start a Producer with this key first.", segment_path);

    // Never serve what nobody is attached to: its last process died, and it is in the state it died in.
    if (remove_leftover(fd)) {
        fail(NOT_FOUND, "%s was left behind by a process that died, and is removed now. Start a Producer with this key.",
             segment_path);
    }
    struct picture_header header = {0};
    if (!try_lock(fd, LOCK_SH) || pread(fd, &header, sizeof header, 0) < 0)
        fail(LOCK_TIMEOUT, "%s is locked by a program that is not one of the tutorial.", segment_path);
    check_kind(&header);
    announce(fd);
    release_life_lock();
    return attached = fd;
}

// Detaches; the last one out removes the segment. At the end of the program, also what it was about to do.
void leave_segment(void)
{
    if (attached >= 0) {
        int fd = attached;
        attached = -1;
        if (take_life_lock(seconds_now() + patience) && is_name_of(segment_path, fd))
            remove_leftover(fd);
        close(fd);
    }
    release_life_lock();
}

// Makes a segment of zeros, and attaches to it: it stays mapped until the program ends. Nobody else can, until it is finished.
void *begin_segment(size_t size, double deadline)
{
    need_life_lock(deadline);
    int other = open_own(segment_path, 0);
    if (other >= 0 && !remove_leftover(other)) {
        fail(ALREADY_EXISTS, "%s exists, and somebody is attached to it. End that program first, or choose another key.",
             segment_path);
    }
    if (other >= 0)
        close(other);

    int fd = open_own(segment_path, O_CREAT | O_EXCL);
    fchmod(fd, 0600);
    if (!try_lock(fd, LOCK_SH))
        fail(LOCK_TIMEOUT, "%s is locked by a program that is not one of the tutorial.", segment_path);
    attached = fd; // who fails from here on removes it

    // All its memory now. Without it a full /dev/shm kills at the first touch of a page that cannot be had.
    int error = posix_fallocate(fd, 0, (off_t)size);
    if (error != 0) {
        fail(OUT_OF_RESOURCES, SEGMENT_FOLDER " has no room for %zu bytes: %s. Use a smaller picture, or give it more room.",
             size, strerror(error));
    }
    unsigned char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        fail(OUT_OF_RESOURCES, "%zu bytes cannot be mapped: %s.", size, strerror(errno));
    return memory_of_new = memory;
}

// Gives it its header: the first 8 bytes in one store, and Sequence last. If we are killed at any moment, what is there is a
// leftover.
int finish_segment(const void *header)
{
    const unsigned char *from = header;
    uint64_t identity, sequence;
    memcpy(&identity, from, sizeof identity);
    memcpy(&sequence, from + sizeof identity, sizeof sequence);
    atomic_store((_Atomic uint64_t *)memory_of_new, identity);
    memcpy(memory_of_new + 16, from + 16, HEADER_LENGTH - 16);
    atomic_store((_Atomic uint64_t *)memory_of_new + 1, sequence);
    announce(attached);
    release_life_lock();
    return attached;
}
