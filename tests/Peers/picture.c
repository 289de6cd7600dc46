// Copies a picture out of a segment, under the lock.
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "peer.h"
#include "stream.h"

static _Noreturn void bad(const char *field, int64_t found, int64_t expected)
{
    fail(BAD_HEADER, "%s has a bad header: %s is %" PRId64 ", not %" PRId64 ". "
         "Something else wrote it; choose another key, or remove it by hand if nobody needs it.",
         segment_path, field, found, expected);
}

static void expect(const char *field, int64_t found, int64_t expected)
{
    if (found != expected)
        bad(field, found, expected);
}

static void check_identity(const struct picture_header *header)
{
    expect("Magic", header->magic, HEADER_EXPECTED_MAGIC);
    expect("Version", header->version, HEADER_EXPECTED_VERSION);
    expect("HeaderSize", header->header_size, HEADER_LENGTH);
}

// Whether it is a segment of the tutorial, with one picture or with a stream of them.
void check_kind(const struct picture_header *header)
{
    if (header->magic != HEADER_EXPECTED_MAGIC || header->version != STREAM_VERSION)
        check_identity(header);
}

// Whether its creator died before it had written a header.
bool is_beginning(const struct picture_header *header)
{
    static const unsigned char zeros[HEADER_LENGTH];
    return header->magic == 0 && memcmp((const unsigned char *)header + 8, zeros, HEADER_LENGTH - 8) == 0;
}

// Does the picture lie inside the segment? Nothing is believed because it is written there: any program of this user
// can write there. All in 64 bits, where no product of two 32-bit numbers can overflow.
void check_picture(const struct picture_header *header, int64_t room)
{
    check_identity(header);
    if (header->sequence == 0)
        fail(NOT_READY, "%s holds no picture yet. Wait for its Producer to write one.", segment_path);
    expect("PixelFormat", header->pixel_format, HEADER_RGBA8);
    expect("Flags, but for the retired bit,", header->flags & ~(uint32_t)HEADER_RETIRED_FLAG, 0);
    expect("Reserved", header->reserved, 0);
    if (header->width < 1 || header->height < 1) {
        fail(BAD_HEADER, "%s has a bad header: it gives a picture of %" PRId32 " × %" PRId32
             " pixels. Something else wrote it; choose another key.", segment_path, header->width, header->height);
    }
    expect("Stride", header->stride, (int64_t)4 * header->width);
    expect("PixelBytes", header->pixel_bytes, (int64_t)header->stride * header->height);
    if (header->pixel_bytes > room - HEADER_LENGTH) {
        fail(BAD_HEADER, "%s has a bad header: it gives %" PRId64 " bytes of pixels, and the "
             "segment has room for %" PRId64 ". Something else wrote it; choose another key.",
             segment_path, header->pixel_bytes, room - HEADER_LENGTH);
    }
}

// The size that the operating system gives, now: its owner may have cut the file since we mapped it.
static int64_t size_now(int fd, size_t mapped)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        fail(FILE_ERROR, "fstat of %s: %s.", segment_path, strerror(errno));
    return status.st_size < (int64_t)mapped ? status.st_size : (int64_t)mapped;
}

// For writers that take no lock. A writer makes Sequence odd before it writes, and even after it. So a copy is whole if Sequence was even before and
// is the same after. Two things keep compiler and processor from reading in another order: acquire (nothing below is
// read before this), and the fence (nothing above is read after it).
static uint64_t sequence_before(const struct picture_header *shared)
{
    return atomic_load_explicit(&shared->sequence, memory_order_acquire);
}

static uint64_t sequence_after(const struct picture_header *shared)
{
    atomic_thread_fence(memory_order_acquire);
    return atomic_load_explicit(&shared->sequence, memory_order_relaxed);
}

// Copies the picture; false if the segment is not that of its name any more: a larger one is, or it was removed. The
// caller has the lock.
bool read_picture(int fd, const struct picture_header *shared, size_t size, struct picture *picture)
{
    // A copy: the original may change between a check and its use.
    struct picture_header header;
    uint64_t before = sequence_before(shared);
    memcpy(&header, shared, sizeof header);
    struct stat status;
    if (header.flags & HEADER_RETIRED_FLAG || fstat(fd, &status) != 0 || status.st_nlink == 0)
        return false;

    if (header.version == STREAM_VERSION)
        fail(WRONG_KIND, "%s holds a stream of pictures, and not one.", segment_path);
    if (before % 2 == 1) {
        fail(INCOMPLETE, "%s is half-written, by process %" PRId32 ": sequence %" PRIu64 " is odd. "
             "Let a Producer write it anew.", segment_path, header.producer_pid, before);
    }
    check_picture(&header, size_now(fd, size));
    *picture = (struct picture){header.width, header.height, (size_t)header.pixel_bytes, NULL};
    picture->rgba = malloc(picture->size);
    if (picture->rgba == NULL)
        fail(OUT_OF_RESOURCES, "There is not enough memory for %zu bytes of pixels.", picture->size);
    memcpy(picture->rgba, (const unsigned char *)shared + HEADER_LENGTH, picture->size);

    uint32_t crc = crc32_of(picture->rgba, picture->size);
    if (crc != header.crc32 || sequence_after(shared) != before) {
        fail(BAD_CHECKSUM, "The pixels in %s have the CRC-32 %08" PRIX32 ", and the header says %08" PRIX32
             ": somebody wrote without holding the lock.", segment_path, crc, header.crc32);
    }
    return true;
}

// The CRC-32 of zlib and PNG, a bit at a time: zlib has a faster one.
uint32_t crc32_of(const unsigned char *bytes, size_t size)
{
    static uint32_t table[256];
    for (uint32_t i = 0; table[255] == 0 && i < 256; i++) {
        table[i] = i;
        for (int bit = 0; bit < 8; bit++)
            table[i] = (table[i] >> 1) ^ (table[i] & 1 ? 0xEDB88320 : 0);
    }
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < size; i++)
        crc = (crc >> 8) ^ table[(crc ^ bytes[i]) & 0xFF];
    return ~crc;
}
