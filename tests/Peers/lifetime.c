// Attaches and detaches as the lifetime rule wants: a segment lives while somebody is attached; the last one out removes
// it (docs/lifetime.md).
//
// Whoever is attached holds a shared lock on the file: flock(2). The kernel ends it with the process, however that ends.
// Who gets the exclusive lock knows that nobody else is there. The Producer and the Consumer do all this under one more
// lock, a mutex of .NET that other languages cannot take. So between two of our steps anything can happen, and each step
// below is followed by a look whether the ground is still there.
#define _GNU_SOURCE // flock, O_TMPFILE
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

// As shm_open wants it: the file's name, with a slash.
static const char *shm_name(void)
{
    return segment_path + strlen(SEGMENT_FOLDER);
}

static bool try_lock(int fd, int kind)
{
    int result;
    do
        result = flock(fd, kind | LOCK_NB);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

// A shared lock that this file had is gone even if the exclusive one is refused: we leave in any case. Several attempts,
// since 'Consumer list' and others who leave hold theirs for a moment only.
static bool is_last(int fd)
{
    for (int i = 0; i < 3; i++) {
        if (try_lock(fd, LOCK_EX))
            return true;
        sleep_ms(5);
    }
    return false;
}

// Removes a file of which we hold the exclusive lock. Nobody else removes it, or gives its name away, meanwhile.
static bool remove_segment(int fd)
{
    // For who has opened it and not locked it yet: this is no longer the segment of its name.
    uint32_t retired = HEADER_RETIRED_FLAG;
    struct stat mine, named;
    return pwrite(fd, &retired, sizeof retired, offsetof(struct picture_header, flags)) == sizeof retired
        && fstat(fd, &mine) == 0 && lstat(segment_path, &named) == 0
        && mine.st_ino == named.st_ino // or it belongs to another one by now
        && shm_unlink(shm_name()) == 0;
}

// Opens the segment, without a lock. -1 if there is none; -2 if it has no header yet.
static int open_segment(void)
{
    int fd = shm_open(shm_name(), O_RDWR, 0); // which follows no link
    if (fd < 0 && errno == ENOENT)
        return -1;
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0)
        fail(PERMISSION_DENIED, "%s cannot be opened: %s. Choose another key.", segment_path, strerror(errno));
    if (!S_ISREG(status.st_mode) || status.st_uid != geteuid())
        fail(PERMISSION_DENIED, "%s belongs to another user, or is no file. Choose another key.", segment_path);

    // The Producer creates its file first and locks it then. Before the header is there, an exclusive lock would be
    // granted, and prove nothing: so we do not touch it.
    struct picture_header header = {0};
    if (pread(fd, &header, sizeof header, 0) >= 0 && check_identity(&header))
        return fd;
    close(fd);
    return -2;
}

static void start_again(double deadline)
{
    if (seconds_now() > deadline) {
        fail(LOCK_TIMEOUT, "%s is being created or removed, and that takes too long. 'Consumer list' shows what it is; "
             "'Consumer clean' removes it if its process died.", segment_path);
    }
    sleep_ms(1);
}

// Opens and locks the segment. Gives the open file, which is the attachment.
int attach_segment(double deadline)
{
    for (;; start_again(deadline)) {
        int fd = open_segment();
        if (fd == -1)
            fail(NOT_FOUND, "%s does not exist. Start a Producer with this key first.", segment_path);
        if (fd < 0)
            continue;

        // Never serve what nobody is attached to: its last process died, and it is in the state it died in.
        if (try_lock(fd, LOCK_EX)) {
            if (remove_segment(fd)) {
                fail(NOT_FOUND, "%s was left behind by a process that died, and is removed now. Start a Producer with "
                     "this key.", segment_path);
            }
        } else if (try_lock(fd, LOCK_SH)) {
            // Not granted while somebody holds the exclusive one: the last one out, who is about to remove the file. And
            // when it is granted, that may just have happened: then the file has no name any more, and 0 links.
            struct stat status;
            if (fstat(fd, &status) == 0 && status.st_nlink > 0)
                return attached = fd;
        }
        close(fd);
    }
}

// Detaches; the last one out removes the segment.
void leave_segment(void)
{
    if (attached < 0)
        return;

    int fd = attached;
    attached = -1;
    if (is_last(fd))
        remove_segment(fd);
    close(fd);
}

// Makes a segment that is whole before anybody can see it. Gives the open file, which is locked already.
int create_segment(const struct picture_header *header, struct picture picture, double deadline)
{
    // O_TMPFILE: a file without a name. If we are killed before it gets one, the kernel frees it: no temporary name
    // could be left behind.
    int fd = open(SEGMENT_FOLDER, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        fail(FILE_ERROR, "A file in " SEGMENT_FOLDER " cannot be made: %s.", strerror(errno));
    if (!try_lock(fd, LOCK_SH))
        fail(FILE_ERROR, "A file that nobody else can know is locked.");

    // All its memory now. Without it a full /dev/shm kills at the first touch of a page that cannot be had.
    size_t size = HEADER_LENGTH + picture.size;
    int error = posix_fallocate(fd, 0, (off_t)size);
    if (error != 0) {
        fail(OUT_OF_RESOURCES, SEGMENT_FOLDER " has no room for %zu bytes: %s. Use a smaller picture, or give it more room.",
             size, strerror(error));
    }
    unsigned char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        fail(OUT_OF_RESOURCES, "%zu bytes cannot be mapped: %s.", size, strerror(errno));
    memcpy(memory, header, sizeof *header);
    memcpy(memory + HEADER_LENGTH, picture.rgba, picture.size);
    munmap(memory, size);

    // Its name, in one step, which fails if the name is taken.
    char unnamed[40];
    snprintf(unnamed, sizeof unnamed, "/proc/self/fd/%d", fd);
    for (;; start_again(deadline)) {
        if (linkat(AT_FDCWD, unnamed, AT_FDCWD, segment_path, AT_SYMLINK_FOLLOW) == 0)
            return fd;
        if (errno != EEXIST)
            fail(FILE_ERROR, "%s cannot be created: %s.", segment_path, strerror(errno));

        int other = open_segment();
        if (other < 0)
            continue;
        if (!is_last(other))
            fail(ALREADY_EXISTS, "%s exists, and somebody is attached to it. End that program first, or choose another "
                 "key.", segment_path);
        remove_segment(other); // a leftover was in the way
        close(other);
    }
}
