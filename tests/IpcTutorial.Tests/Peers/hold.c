// Loaded into a program before the C library (LD_PRELOAD): holds it at one of its calls for one file, until the test opens
// a pipe and closes it. HOLD is "open" or "flock", HOLD_COUNT says which of them, from 1.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

typedef int (*open_type)(const char *, int, ...);
typedef int (*flock_type)(int, int);

// The standard has no conversion from void * to a function; POSIX has.
static void *next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static void hold(const char *call, const char *path)
{
    static int count;
    const char *held = getenv("HOLD");
    if (held == NULL || strcmp(held, call) != 0 || strcmp(path, getenv("HOLD_FILE")) != 0
        || ++count != atoi(getenv("HOLD_COUNT")))
        return;

    open_type real_open;
    *(void **)&real_open = next("open");
    char byte;
    int pipe = real_open(getenv("HOLD_PIPE"), O_RDONLY); // until the test opens it too
    while (read(pipe, &byte, 1) > 0) // until the test closes it
        ;
    close(pipe);
}

int flock(int fd, int operation)
{
    char link[40], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    hold("flock", path);
    flock_type real_flock;
    *(void **)&real_flock = next("flock");
    return real_flock(fd, operation);
}

int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    hold("open", path);
    open_type real_open;
    *(void **)&real_open = next("open");
    return real_open(path, flags, mode);
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));
