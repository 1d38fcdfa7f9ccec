// What must hold however the process ends: the terminal is as it was.
#define _GNU_SOURCE
#include "cncurses.h"
#include "internal.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static bool have_saved;
static char farewell[256];
static volatile sig_atomic_t farewell_length;
static bool leaves;
static volatile sig_atomic_t active;

static const int fatal[] = {SIGSEGV, SIGBUS,  SIGILL,  SIGTRAP, SIGABRT, SIGFPE,    SIGQUIT, SIGTERM, SIGHUP,
                            SIGUSR1, SIGUSR2, SIGALRM, SIGSYS,  SIGXCPU, SIGVTALRM, SIGPROF,
#ifdef SIGPOLL
                            SIGPOLL,
#endif
};
enum { FATAL_COUNT = sizeof fatal / sizeof fatal[0] };
static struct sigaction previous[FATAL_COUNT];

// Before curses or any other program changes the terminal's modes.
__attribute__((constructor)) static void save_modes(void)
{
    have_saved = tcgetattr(STDIN_FILENO, &saved) == 0;
}

void cn_put(const char *text)
{
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t written = write(STDOUT_FILENO, text, length);
        if (written <= 0)
            return;
        text += written;
        length -= (size_t)written;
    }
}

static void append(const char *text)
{
    if (text == NULL || text == (char *)-1)
        return;
    while (*text != 0 && farewell_length + 1 < sizeof farewell) {
        // Padding such as $<5> is for tputs, not for the terminal.
        const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
        if (end != NULL) {
            text = end + 1;
            continue;
        }
        farewell[farewell_length++] = *text++;
    }
}

void cn_restore_prepare(void)
{
    farewell_length = 0;
    append(CN_MODES_OFF);
    append(tigetstr("sgr0"));
    append(tigetstr("cnorm"));
    append(tigetstr("rmkx"));
    char *leave = tigetstr("rmcup");
    append(leave);
    leaves = leave != NULL && leave != (char *)-1;
    // Without a second screen the shell goes on where the cursor is: below the last row, not in the middle of the picture.
    char *move = tigetstr("cup");
    if (!leaves && move != NULL && move != (char *)-1) {
        append(tiparm(move, cn_lines() - 1, 0));
        append("\r\n");
    }
    active = 1;
}

void cn_restore_done(void)
{
    if (active && !leaves)
        cn_put("\r\n");
    active = 0;
    cn_put(CN_MODES_OFF);
    if (have_saved)
        tcsetattr(STDIN_FILENO, TCSANOW, &saved);
}

static void restore_now(void)
{
    if (!active)
        return;
    active = 0;
    ssize_t ignored = write(STDOUT_FILENO, farewell, farewell_length);
    (void)ignored;
    if (have_saved)
        tcsetattr(STDIN_FILENO, TCSANOW, &saved);
    if (cn_stderr_real() >= 0)
        dup2(cn_stderr_real(), STDERR_FILENO);
}

static const char *reason(int number)
{
    switch (number) {
    case SIGTERM: return "dusty: ended by SIGTERM\n";
    case SIGHUP: return "dusty: ended by SIGHUP\n";
    case SIGQUIT: return "dusty: ended by SIGQUIT\n";
    case SIGUSR1: return "dusty: ended by SIGUSR1\n";
    case SIGUSR2: return "dusty: ended by SIGUSR2\n";
    case SIGALRM: return "dusty: ended by SIGALRM\n";
    case SIGSYS: return "dusty: ended by SIGSYS\n";
    case SIGABRT: return "dusty: aborted (SIGABRT); this is a fault of ours\n";
    case SIGSEGV: return "dusty: bad memory access (SIGSEGV); this is a fault of ours\n";
    default: return "dusty: ended by a fault of ours\n";
    }
}

static void on_fatal(int number, siginfo_t *info, void *context)
{
    (void)context;
    if (active) {
        restore_now();
        const char *text = reason(number);
        ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
        (void)ignored;
    }
    // A fault comes again by itself when its instruction runs again, and then the previous handler, which reports crashes,
    // sees the true place. A signal that was sent is not a crash: there is nothing to report.
    bool fault = info != NULL && info->si_code > 0
        && (number == SIGSEGV || number == SIGBUS || number == SIGILL || number == SIGFPE || number == SIGTRAP);
#if defined(__APPLE__)
    // There a signal that was sent looks like a fault, and one of Swift's traps like one that was sent: both come again by being raised, and the
    // report still has the frames below this one.
    bool either = number == SIGSEGV || number == SIGBUS || number == SIGILL || number == SIGFPE || number == SIGTRAP;
    if (either) {
        for (int i = 0; i < FATAL_COUNT; i++)
            if (fatal[i] == number)
                sigaction(number, &previous[i], NULL);
        raise(number);
        return;
    }
#endif
    if (!fault) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    for (int i = 0; i < FATAL_COUNT; i++)
        if (fatal[i] == number)
            sigaction(number, &previous[i], NULL);
}

void cn_crash_install(void)
{
    static bool installed;
    if (installed)
        return;
    installed = true;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_fatal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < FATAL_COUNT; i++)
        sigaction(fatal[i], &action, &previous[i]);
}

bool cn_raw_begin(void)
{
    struct termios raw;
    if (tcgetattr(STDIN_FILENO, &raw) != 0)
        return false;
    saved = raw;
    have_saved = true;
    cn_crash_install();
    for (int i = 0; i < FATAL_COUNT; i++)
        if (fatal[i] == SIGTERM)
            sigaction(SIGTERM, &previous[i], NULL);
    // There is no screen to leave.
    farewell_length = 0;
    active = 1;
    cfmakeraw(&raw);
    return tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
}

void cn_raw_farewell(const unsigned char *bytes, size_t length)
{
    // A signal between these lines finds nothing to send, never half of it.
    farewell_length = 0;
    if (!active || length >= sizeof farewell)
        return;
    atomic_signal_fence(memory_order_seq_cst);
    memcpy(farewell, bytes, length);
    atomic_signal_fence(memory_order_seq_cst);
    farewell_length = (sig_atomic_t)length;
}

void cn_raw_end(void)
{
    if (active && farewell_length > 0) {
        farewell[farewell_length] = 0;
        cn_put(farewell);
        farewell_length = 0;
    }
    active = 0;
    if (have_saved)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
}
