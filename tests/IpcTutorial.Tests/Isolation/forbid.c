// Runs a program to which the kernel refuses some of its calls (EPERM), as a sandbox does: forbid CALL[,CALL...] PROGRAM [...]
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { F_OFD_FIRST = 36, F_OFD_LAST = 38 };

static const struct {
    const char *name;
    unsigned number;
} calls[] = {
    {"fallocate", SYS_fallocate}, {"fchmod", SYS_fchmod}, {"fchown", SYS_fchown},       {"flock", SYS_flock},
    {"fsync", SYS_fsync},         {"statx", SYS_statx},   {"ftruncate", SYS_ftruncate}, {"fcntl", SYS_fcntl},
};

static int refuse(unsigned number)
{
    // Of fcntl only the locks of an open file: all else does not go without it.
    struct sock_filter any[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, number == SYS_fcntl ? 4 : 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_filter locks[] = {
        any[0],
        any[1],
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, F_OFD_FIRST, 0, 2),
        BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, F_OFD_LAST, 1, 0),
        any[2],
        any[3],
    };
    struct sock_fprog program = number == SYS_fcntl ? (struct sock_fprog){sizeof locks / sizeof *locks, locks}
                                                    : (struct sock_fprog){sizeof any / sizeof *any, any};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int argc, char **argv)
{
    if (argc < 3 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return 125;
    for (char *name = strtok(argv[1], ","); name != NULL; name = strtok(NULL, ",")) {
        size_t i = 0;
        while (i < sizeof calls / sizeof *calls && strcmp(calls[i].name, name) != 0)
            i++;
        if (i == sizeof calls / sizeof *calls || refuse(calls[i].number) != 0) {
            perror(name);
            return 125;
        }
    }

    execvp(argv[2], argv + 2);
    perror(argv[2]);
    return 126;
}
