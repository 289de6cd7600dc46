// A C program that takes a picture from the Producer of the tutorial, or publishes one for the Consumer:
// cc -std=c11 tests/Peers/*.c -o peer
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "peer.h"

char segment_path[100];
double patience = 5;

_Noreturn void fail(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("peer: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
    exit(code); // which detaches: see main
}

double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void sleep_ms(int milliseconds)
{
    nanosleep(&(struct timespec){0, milliseconds * 1000000L}, NULL);
}

static void set_key(const char *key)
{
    size_t length = strlen(key);
    if (length < 1 || length > 64 || strchr(".-_", key[0]) != NULL
        || strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_") != length) {
        fail(INVALID_KEY, "'%s' is not a key: a key has 1 to 64 letters (a-z, A-Z), digits, '.', '-' and '_', and begins "
             "with a letter or a digit.", key);
    }
    snprintf(segment_path, sizeof segment_path, SEGMENT_FOLDER "/ipctutorial.%s", key);
}

void *map(int fd, size_t *size)
{
    struct stat status;
    if (fstat(fd, &status) != 0 || status.st_size < HEADER_LENGTH)
        fail(BAD_HEADER, "%s is shorter than a header.", segment_path);
    *size = (size_t)status.st_size;
    void *memory = mmap(NULL, *size, PROT_READ, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        fail(OUT_OF_RESOURCES, "%s cannot be mapped: %s.", segment_path, strerror(errno));
    return memory;
}

static void take(const char *output)
{
    struct picture picture;
    double deadline = seconds_now() + patience;
    bool is_taken = false;
    while (!is_taken) {
        int fd = attach_segment(deadline);
        size_t size;
        void *memory = map(fd, &size);
        if (!lock_to_read(fd, deadline))
            fail(LOCK_TIMEOUT, "The lock of %s was not free in time: another process holds it.", segment_path);
        is_taken = read_picture(fd, memory, size, &picture);
        unlock(fd);
        munmap(memory, size);
        leave_segment();
        if (!is_taken && seconds_now() > deadline)
            fail(LOCK_TIMEOUT, "%s is being replaced, and that takes too long. Try again.", segment_path);
    }

    printf("Took %" PRId32 " × %" PRId32 " pixels, CRC-32 %08" PRIX32 ".\n",
           picture.width, picture.height, crc32_of(picture.rgba, picture.size));
    save_pam(output, picture);
    printf("Saved %s.\n", output);
    free(picture.rgba);
}

// Stays attached until Enter, and detaches.
static void stay(void)
{
    wait_for_enter();
    leave_segment();
    puts("Detached.");
}

static void attach(bool with_lock)
{
    hold_signals();
    size_t size;
    int fd = attach_segment(seconds_now() + patience);
    void *memory = map(fd, &size);
    if (with_lock && !lock_to_read(fd, seconds_now() + patience))
        fail(LOCK_TIMEOUT, "The lock of %s was not free in time: another process holds it.", segment_path);
    printf("Attached to %s: %zu bytes.\n", segment_path, size);
    stay();
    munmap(memory, size);
}

static void publish(const char *source)
{
    struct picture picture = load_pam(source);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct picture_header header = {
        .magic = HEADER_EXPECTED_MAGIC,
        .version = HEADER_EXPECTED_VERSION,
        .header_size = HEADER_LENGTH,
        .sequence = 2,
        .width = picture.width,
        .height = picture.height,
        .stride = 4 * picture.width,
        .pixel_format = HEADER_RGBA8,
        .pixel_bytes = (int64_t)picture.size,
        .published_at = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000,
        .producer_pid = (int32_t)getpid(),
        .crc32 = crc32_of(picture.rgba, picture.size),
    };
    hold_signals();
    unsigned char *memory = begin_segment(HEADER_LENGTH + picture.size, seconds_now() + patience);
    memcpy(memory + HEADER_LENGTH, picture.rgba, picture.size);
    finish_segment(&header);
    free(picture.rgba);
    printf("Published %s: %" PRId32 " × %" PRId32 " pixels, CRC-32 %08" PRIX32 ".\n",
           segment_path, header.width, header.height, header.crc32);
    stay();
}

int main(int count, char **arguments)
{
    const char *command = count > 1 ? arguments[1] : "";
    bool is_take = strcmp(command, "take") == 0, is_publish = strcmp(command, "publish") == 0;
    bool is_attach = strcmp(command, "attach") == 0, is_hold = strcmp(command, "hold") == 0;
    bool is_follow = strcmp(command, "follow") == 0, is_stream = strcmp(command, "stream") == 0;
    bool has_argument = is_take || is_publish || is_follow || is_stream;
    if (count != (has_argument ? 4 : 3) || !(has_argument || is_attach || is_hold)) {
        fputs("usage: peer take KEY OUT.pam     save the picture in a segment\n"
              "       peer publish KEY IN.pam   create a segment with a picture, and stay attached until Enter\n"
              "       peer attach KEY           attach to a segment, and stay until Enter\n"
              "       peer hold KEY             the same, and hold its lock to read\n"
              "       peer follow KEY COUNT     take so many pictures from a stream\n"
              "       peer stream KEY COUNT     write so many into one\n", stderr);
        return USAGE;
    }

    const char *seconds = getenv("IPCTUTORIAL_LOCKTIMEOUTSECONDS"); // the setting of the Producer and the Consumer
    if (seconds != NULL)
        patience = strtod(seconds, NULL);
    atexit(leave_segment); // who fails leaves too
    set_key(arguments[2]);
    if (is_take) {
        take(arguments[3]);
    } else if (is_publish) {
        publish(arguments[3]);
    } else if (is_follow) {
        follow(strtol(arguments[3], NULL, 10));
    } else if (is_stream) {
        stream(strtol(arguments[3], NULL, 10));
    } else {
        attach(is_hold);
    }
    return 0;
}
