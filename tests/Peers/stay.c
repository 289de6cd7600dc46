// Stays until Enter, the end of the input or a signal, and misses none of them.
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <stdio.h>
#include <sys/select.h>
#include <unistd.h>

#include "peer.h"

static sigset_t allowed;

static void on_stop(int number)
{
    (void)number; // there is nothing to do: pselect ends
}

// From here on a signal waits until it can do no harm: who is stopped halfway leaves something behind.
void hold_signals(void)
{
    const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
    sigset_t stops;
    sigemptyset(&stops);
    for (size_t i = 0; i < 3; i++)
        sigaddset(&stops, numbers[i]);
    sigprocmask(SIG_BLOCK, &stops, &allowed);
    for (size_t i = 0; i < 3; i++)
        sigaction(numbers[i], &(struct sigaction){.sa_handler = on_stop}, NULL);
}

void wait_for_enter(void)
{
    puts("Enter detaches.");
    fflush(stdout);

    // pselect lets signals in and waits, in one step: between two of our own, one could come unnoticed, and we would wait
    // for ever.
    fd_set input;
    FD_ZERO(&input);
    FD_SET(STDIN_FILENO, &input);
    char byte;
    while (pselect(STDIN_FILENO + 1, &input, NULL, NULL, NULL, &allowed) > 0
           && read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n')
        FD_SET(STDIN_FILENO, &input);
}
