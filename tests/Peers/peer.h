// What the files of this program know of each other.
#ifndef IPCTUTORIAL_PEER_H
#define IPCTUTORIAL_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "header.h"

// The exit codes of the Producer and the Consumer: docs/errors.md.
enum {
    USAGE = 2,
    FILE_ERROR = 3,
    PICTURE_ERROR = 4,
    NOT_FOUND = 10,
    ALREADY_EXISTS = 11,
    INVALID_KEY = 12,
    PERMISSION_DENIED = 14,
    OUT_OF_RESOURCES = 15,
    NOT_READY = 16,
    BAD_HEADER = 17,
    LOCK_TIMEOUT = 18,
    INCOMPLETE = 19,
    BAD_CHECKSUM = 20,
    WRONG_KIND = 22
};

// Prints a message, detaches, and ends the program.
_Noreturn void fail(int code, const char *format, ...);

// Where the segment is: shm_open(3) has its objects in this folder, on Linux.
#define SEGMENT_FOLDER "/dev/shm"
extern char segment_path[];

// Time, and the limit of waiting for what others do in a moment, unless they died at it.
extern double patience;
double seconds_now(void);
void sleep_ms(int milliseconds);

// A picture in our own memory: 4 bytes a pixel, rows from top to bottom.
struct picture {
    int32_t width, height;
    size_t size;
    unsigned char *rgba;
};

// pam.c
struct picture load_pam(const char *path);
void save_pam(const char *path, struct picture picture);

// lock.c
bool lock_to_read(int fd, double deadline);
void unlock(int fd);
bool lock_byte_to_read(int fd, int byte);
bool lock_byte_to_write(int fd, int byte);
void unlock_byte(int fd, int byte);
void announce(int fd);

// life_lock.c
bool try_lock(int fd, int kind);
int open_own(const char *path, int flags);
bool is_name_of(const char *path, int fd);
bool take_life_lock(double deadline);
void release_life_lock(void);

// lifetime.c: one segment at a time
void *begin_segment(size_t size, double deadline);
int finish_segment(const void *header);
int attach_segment(double deadline);
void leave_segment(void);

// stay.c
void hold_signals(void);
void wait_for_enter(void);

// peer.c
void *map(int fd, size_t *size);

// stream.c
void follow(long wanted);
void stream(long count);

// picture.c
uint32_t crc32_of(const unsigned char *bytes, size_t size);
void check_kind(const struct picture_header *header);
void check_picture(const struct picture_header *header, int64_t room);
bool is_beginning(const struct picture_header *header);
bool read_picture(int fd, const struct picture_header *shared, size_t size, struct picture *picture);

#endif
