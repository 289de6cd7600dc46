// A stream of pictures: follows the one of our Producer, or writes one. Nothing here waits for another program, but for the
// bell.
#define _GNU_SOURCE // syscall
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "peer.h"
#include "stream.h"

static struct picture_header *slot_at(const void *memory, int64_t slot_size, int slot)
{
    return (struct picture_header *)((char *)memory + STREAM_PAGE_SIZE + slot * slot_size);
}

// The header as a copy that nobody can change between a check and its use.
static struct stream_header check_stream(const void *memory, size_t size)
{
    struct stream_header header;
    memcpy(&header, memory, sizeof header);
    if (header.version != STREAM_VERSION)
        fail(WRONG_KIND, "%s holds one picture, and not a stream of them.", segment_path);
    if (header.header_size != STREAM_PAGE_SIZE || header.slot_count < STREAM_MIN_SLOTS
        || header.slot_count > STREAM_MAX_SLOTS || header.slot_size < STREAM_PAGE_SIZE
        || header.slot_size > ((int64_t)size - STREAM_PAGE_SIZE) / header.slot_count)
        fail(BAD_HEADER, "%s is no stream of the tutorial.", segment_path);
    return header;
}

// Whether it is the segment of its name still, and as long as it was.
static bool is_current(int fd, const struct stream_header *shared, size_t size)
{
    struct stat status;
    return fstat(fd, &status) == 0 && status.st_nlink > 0 && (size_t)status.st_size >= size
        && (atomic_load(&((struct stream_header *)shared)->flags) & HEADER_RETIRED_FLAG) == 0;
}

// Sleeps until the bell rings, unless it has since it was read; a quarter of a second at most, for what rings no bell.
static void sleep_at(const _Atomic uint32_t *bell, uint32_t count)
{
    struct timespec slice = {.tv_nsec = 250000000};
    syscall(SYS_futex, bell, FUTEX_WAIT, count, &slice, NULL, 0);
}

static bool has_one_colour(const unsigned char *rgba, size_t size)
{
    return memcmp(rgba, rgba + 4, size - 4) == 0;
}

struct counts {
    uint64_t last; // the number of the last picture
    uint64_t missed;
    long taken, mixed;
};

// docs: c-follow
// Takes the picture in a slot, in place, if it is one that we have not had.
static bool take_slot(int fd, struct picture_header *shared, int slot, int64_t slot_size, uint64_t *seen, struct counts *counts)
{
    if (atomic_load(&shared->sequence) <= *seen || !lock_byte_to_read(fd, FIRST_SLOT_BYTE + slot))
        return false;

    // Once more: from now on it does not change. Odd is what a writer leaves that died in it.
    struct picture_header header;
    memcpy(&header, shared, sizeof header);
    bool is_new = header.sequence % 2 == 0 && header.sequence > *seen;
    if (is_new) {
        check_picture(&header, slot_size);
        if (!has_one_colour((const unsigned char *)(shared + 1), (size_t)header.pixel_bytes))
            counts->mixed++;
        if (counts->last > 0 && header.sequence > counts->last)
            counts->missed += (header.sequence - counts->last) / 2 - 1;
        counts->last = *seen = header.sequence;
        counts->taken++;
    }
    unlock_byte(fd, FIRST_SLOT_BYTE + slot);
    return is_new;
}

// Attaches to a stream, and stays until it moves to a larger segment, or until there were enough pictures.
static void follow_one(long wanted, struct counts *counts)
{
    int fd = attach_segment(seconds_now() + patience);
    size_t size;
    struct stream_header *shared = map(fd, &size);
    struct stream_header header = check_stream(shared, size);
    double last = seconds_now();
    uint64_t seen = 0;
    while (counts->taken < wanted && is_current(fd, shared, size)) {
        uint32_t count = atomic_load(&shared->bell); // before all that follows: or a picture could come unnoticed
        int slot = (int)((uint32_t)atomic_load(&shared->latest) % (uint32_t)header.slot_count);
        if (take_slot(fd, slot_at(shared, header.slot_size, slot), slot, header.slot_size, &seen, counts))
            last = seconds_now();
        else if (seconds_now() - last > patience)
            fail(NOT_READY, "%s had no new picture for %g s.", segment_path, patience);
        else
            sleep_at(&shared->bell, count);
    }
    munmap(shared, size);
    leave_segment();
}
// docs: end

void follow(long wanted)
{
    struct counts counts = {0};
    while (counts.taken < wanted)
        follow_one(wanted, &counts);
    printf("Took %ld pictures, missed %" PRIu64 "; %ld had more than one colour.\n", counts.taken, counts.missed, counts.mixed);
}

// Writes a picture of one colour into a slot that nobody reads. Round and round: the latest itself comes last.
static bool write_picture(int fd, struct stream_header *shared, struct stream_header header, struct picture_header picture,
                          uint32_t colour)
{
    for (int i = 1; i <= header.slot_count; i++) {
        int slot = (shared->latest + i) % header.slot_count;
        if (!lock_byte_to_write(fd, FIRST_SLOT_BYTE + slot))
            continue;

        struct picture_header *to = slot_at(shared, header.slot_size, slot);
        uint32_t *pixels = (uint32_t *)(to + 1);
        atomic_store(&to->sequence, picture.sequence - 1); // odd: being written
        for (int64_t pixel = 0; pixel < picture.pixel_bytes / 4; pixel++)
            pixels[pixel] = colour;
        to->magic = picture.magic, to->version = picture.version, to->header_size = picture.header_size;
        memcpy(&to->width, &picture.width, HEADER_LENGTH - offsetof(struct picture_header, width));
        atomic_store(&to->sequence, picture.sequence); // even: whole

        // First unlocked, then announced: who hears of it can have it.
        unlock_byte(fd, FIRST_SLOT_BYTE + slot);
        atomic_store(&shared->latest, slot);
        atomic_fetch_add(&shared->bell, 1);
        syscall(SYS_futex, &shared->bell, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
        return true;
    }
    shared->skipped++;
    return false;
}

void stream(long count)
{
    struct picture_header picture = {
        .magic = HEADER_EXPECTED_MAGIC, .version = HEADER_EXPECTED_VERSION, .header_size = HEADER_LENGTH,
        .width = 320, .height = 200, .stride = 4 * 320, .pixel_format = HEADER_RGBA8, .pixel_bytes = 4 * 320 * 200,
        .producer_pid = (int32_t)getpid(),
    };
    struct stream_header header = {
        .magic = HEADER_EXPECTED_MAGIC, .version = STREAM_VERSION, .header_size = STREAM_PAGE_SIZE,
        .slot_size = (HEADER_LENGTH + picture.pixel_bytes + STREAM_PAGE_SIZE - 1) / STREAM_PAGE_SIZE * STREAM_PAGE_SIZE,
        .slot_count = 4, .producer_pid = (int32_t)getpid(),
    };
    hold_signals();
    struct stream_header *shared = begin_segment(
        (size_t)(STREAM_PAGE_SIZE + header.slot_count * header.slot_size), seconds_now() + patience);
    int fd = finish_segment(&header);
    lock_byte_to_write(fd, WRITER_BYTE);
    printf("Streaming into %s: %" PRId32 " × %" PRId32 " pixels.\n", segment_path, picture.width, picture.height);
    fflush(stdout);
    for (long number = 1; number <= count; number++, sleep_ms(2)) {
        picture.sequence = 2 * (uint64_t)number;
        write_picture(fd, shared, header, picture, (uint32_t)number);
    }
    printf("Published %ld pictures, skipped %" PRIu32 ".\n", count, shared->skipped);
    leave_segment();
}
