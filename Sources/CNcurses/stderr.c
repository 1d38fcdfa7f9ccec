// Whatever libraries print while the screen is up must neither spoil the screen nor be lost.
#define _GNU_SOURCE
#include "cncurses.h"
#include "internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static volatile int real_error = -1;

int cn_stderr_real(void) { return real_error; }

void cn_stderr_divert(void)
{
    if (real_error >= 0)
        return;
    FILE *file = tmpfile();
    if (file == NULL)
        return;
    int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (kept >= 0 && dup2(fileno(file), STDERR_FILENO) >= 0)
        real_error = kept;
    fclose(file);
}

void cn_stderr_restore(void)
{
    if (real_error < 0)
        return;
    char buffer[4096];
    ssize_t count;
    lseek(STDERR_FILENO, 0, SEEK_SET);
    while ((count = read(STDERR_FILENO, buffer, sizeof buffer)) > 0)
        if (write(real_error, buffer, (size_t)count) < 0)
            break;
    dup2(real_error, STDERR_FILENO);
    close(real_error);
    real_error = -1;
}
