// The 64 bytes at the start of a segment that holds a stream: docs/header.md, and StreamHeader.cs, to which a test compares
// this file. Each slot begins with a picture header.
#ifndef IPCTUTORIAL_STREAM_H
#define IPCTUTORIAL_STREAM_H

#include "header.h"

enum {
    STREAM_VERSION = 2,
    STREAM_PAGE_SIZE = 4096, // the header's size: where slot 0 starts
    STREAM_MOVING_FLAG = 2, // of flags: readers may still be in the smaller segment of before
    STREAM_MIN_SLOTS = 2,
    STREAM_MAX_SLOTS = 64
};

struct stream_header {
    uint32_t magic;
    uint16_t version;
    uint16_t header_size;
    int64_t slot_size; // bytes from one slot to the next
    int32_t slot_count;
    _Atomic int32_t latest;   // the slot with the latest picture
    _Atomic uint32_t bell;    // goes up when readers may want to look: they sleep at it
    uint32_t skipped;         // pictures for which there was no slot
    uint64_t zeros[2];
    int32_t producer_pid;
    _Atomic uint32_t flags;   // as in a picture header
    uint32_t more_zeros[2];
};

static_assert(sizeof(struct stream_header) == HEADER_LENGTH, "size");

// Bytes of the file that carry locks, beside those of each segment: lock.c.
enum {
    WRITER_BYTE = 3,     // alone: the one who writes
    FIRST_SLOT_BYTE = 64 // one for each slot: alone while it is written, shared while it is read
};

#endif
