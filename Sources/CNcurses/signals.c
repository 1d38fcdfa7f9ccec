// Signals that the program answers itself, as bytes on a pipe that an event loop can wait for.
#define _GNU_SOURCE
#include "cncurses.h"
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static int ends[2] = {-1, -1};
static const int handled[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGINT};

static void on_signal(int number)
{
    int kept = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t ignored = write(ends[1], &byte, 1);
    (void)ignored;
    errno = kept;
}

void cn_signals_again(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof handled / sizeof handled[0]; i++)
        sigaction(handled[i], &action, NULL);
}

int cn_signals_open(void)
{
    if (ends[0] < 0) {
        if (pipe(ends) != 0)
            return -1;
        for (int i = 0; i < 2; i++) {
            fcntl(ends[i], F_SETFL, O_NONBLOCK);
            fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        }
    }
    cn_signals_again();
    return ends[0];
}

void cn_stop(void)
{
    signal(SIGTSTP, SIG_DFL);
    kill(0, SIGTSTP);
}
