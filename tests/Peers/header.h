// The 64 bytes at the start of every segment: docs/header.md, and PictureHeader.cs, to which a test compares this file.
#ifndef IPCTUTORIAL_HEADER_H
#define IPCTUTORIAL_HEADER_H

#include <assert.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HEADER_LENGTH = 64,
    HEADER_EXPECTED_MAGIC = 0x54435049, // "IPCT"
    HEADER_EXPECTED_VERSION = 1,
    HEADER_RGBA8 = 1,       // red, green, blue, alpha, a byte each
    HEADER_RETIRED_FLAG = 1 // of flags: the segment is no longer the one of its name
};

// No pointer, no long, no bool: types that are the same on every machine, each at a multiple of its own size.
// docs: c-header
struct picture_header {
    uint32_t magic;
    uint16_t version;
    uint16_t header_size;
    _Atomic uint64_t sequence; // 0: no picture yet; odd: being written; even: whole
    int32_t width;
    int32_t height;
    int32_t stride;
    uint32_t pixel_format;
    int64_t pixel_bytes;
    int64_t published_at; // microseconds since 1970
    int32_t producer_pid;
    uint32_t flags;
    uint32_t crc32; // of the pixels
    uint32_t reserved;
};
// docs: end

// docs: c-promise
// The compiler decides where a field lies. Here it promises that it lies where the other programs look for it.
#define AT(field, offset, type)                                                                    \
    static_assert(offsetof(struct picture_header, field) == (offset)                               \
                      && sizeof(((struct picture_header *)0)->field) == sizeof(type), #field)
AT(magic, 0, uint32_t);
AT(version, 4, uint16_t);
AT(header_size, 6, uint16_t);
AT(sequence, 8, uint64_t);
// docs: end
AT(width, 16, int32_t);
AT(height, 20, int32_t);
AT(stride, 24, int32_t);
AT(pixel_format, 28, uint32_t);
AT(pixel_bytes, 32, int64_t);
AT(published_at, 40, int64_t);
AT(producer_pid, 48, int32_t);
AT(flags, 52, uint32_t);
AT(crc32, 56, uint32_t);
AT(reserved, 60, uint32_t);
#undef AT
static_assert(sizeof(struct picture_header) == HEADER_LENGTH, "size");

// Between processes an atomic must be one instruction: a lock inside would be each process's own.
static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "no atomic 64-bit numbers");

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "The header is little-endian: swap the bytes of each field here."
#endif

#endif
