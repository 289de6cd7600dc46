// Loaded into a program before the C library (LD_PRELOAD), or found instead of it (see QtWorker.cs): holds it at one of
// its calls, until the test opens a pipe and closes it. HOLD is the name of a function below, HOLD_COUNT says which of the
// calls, from 1; of those that are for a file, only calls for HOLD_FILE count.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/types.h>
#include <time.h>
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
    if (held == NULL || strcmp(held, call) != 0 || (path != NULL && strcmp(path, getenv("HOLD_FILE")) != 0)
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

#define HOLD(result, name, parameters, arguments, path)                                            \
    result name parameters                                                                         \
    {                                                                                              \
        hold(#name, path);                                                                         \
        result(*real) parameters;                                                                  \
        *(void **)&real = next(#name);                                                             \
        return real arguments;                                                                     \
    }

HOLD(int, unlink, (const char *path), (path), path)
HOLD(int, rename, (const char *from, const char *to), (from, to), to)
HOLD(int, fsync, (int fd), (fd), NULL)
HOLD(key_t, ftok, (const char *path, int project), (path, project), path)
HOLD(int, shmget, (key_t key, size_t size, int flags), (key, size, flags), NULL)
HOLD(void *, shmat, (int id, const void *address, int flags), (id, address, flags), NULL)
HOLD(int, shmctl, (int id, int command, struct shmid_ds *status), (id, command, status), NULL)
HOLD(int, semget, (key_t key, int count, int flags), (key, count, flags), NULL)
HOLD(int, semtimedop, (int id, struct sembuf *operations, size_t count, const struct timespec *limit),
     (id, operations, count, limit), NULL)

int semctl(int id, int index, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    hold("semctl", NULL);
    int (*real)(int, int, int, ...);
    *(void **)&real = next("semctl");
    return real(id, index, command, argument);
}
