#define _GNU_SOURCE
#include "cncurses.h"
#include "internal.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static bool mouse;
static bool synchronized;
// Of a curses that does not hand out colour pairs: those in use, the first of which is the terminal's own.
static int pairs = 1;

uint32_t cn_bold(void) { return A_BOLD; }
uint32_t cn_dim(void) { return A_DIM; }
uint32_t cn_underline(void) { return A_UNDERLINE; }
uint32_t cn_reverse(void) { return A_REVERSE; }
uint32_t cn_italic(void) { return A_ITALIC; }

static void prepare_keyboard(void)
{
    // raw rather than cbreak: Ctrl-C, Ctrl-Z, Ctrl-S and Ctrl-Q arrive as keys.
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    define_key("\033[200~", CN_KEY_PASTE_BEGIN);
    define_key("\033[201~", CN_KEY_PASTE_END);
    // Some terminal types have curses swallow the beginning of what the mouse sends; it is read whole elsewhere.
    keyok(KEY_MOUSE, FALSE);
}

static void switch_modes_on(void)
{
    cn_put(CN_PASTE_ON);
    cn_put(CN_FOCUS_ON);
    if (mouse)
        cn_put(CN_MOUSE_ON);
}

void cn_mouse(bool on)
{
    mouse = on;
    if (screen != NULL && !isendwin())
        cn_put(on ? CN_MOUSE_ON : CN_MOUSE_OFF);
}

bool cn_open(const char *type)
{
    if (getenv("ESCDELAY") == NULL)
        set_escdelay(25);
    pairs = 1;
    screen = newterm((char *)type, stdout, stdin);
    if (screen == NULL)
        return false;
    set_term(screen);
    prepare_keyboard();
    curs_set(0);
    if (has_colors()) {
        start_color();
        use_default_colors();
    }
    leaveok(stdscr, TRUE);
    cn_restore_prepare();
    switch_modes_on();
    return true;
}

bool cn_can_move(void)
{
    char *capability = tigetstr("cup");
    return capability != NULL && capability != (char *)-1;
}

void cn_close(void)
{
    if (screen == NULL)
        return;
    curs_set(1);
    endwin();
    cn_restore_done();
    delscreen(screen);
    screen = NULL;
}

void cn_suspend(void)
{
    curs_set(1);
    endwin();
    cn_restore_done();
}

void cn_resume(void)
{
    cn_signals_again();
    reset_prog_mode();
    prepare_keyboard();
    curs_set(0);
    cn_restore_prepare();
    switch_modes_on();
    cn_adopt_size();
    cn_repaint();
    cn_flush();
}

int cn_lines(void) { return LINES; }
int cn_columns(void) { return COLS; }
int cn_colors(void) { return has_colors() ? COLORS : 0; }

bool cn_adopt_size(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return false;
    if (is_term_resized(size.ws_row, size.ws_col))
        resizeterm(size.ws_row, size.ws_col);
    return true;
}

void cn_put_row(int y, const cn_cell *cells, int count)
{
    static cchar_t *row;
    static int capacity;
    if (count > capacity) {
        cchar_t *grown = realloc(row, sizeof(cchar_t) * (size_t)count);
        if (grown == NULL)
            return;
        row = grown;
        capacity = count;
    }
    for (int i = 0; i < count; i++) {
        wchar_t text[4] = {(wchar_t)cells[i].scalar, (wchar_t)cells[i].mark1, (wchar_t)cells[i].mark2, 0};
        int pair = cells[i].pair;
#if defined(__APPLE__)
        // Apple's curses has no pairs above 255, and takes no pointer to one.
        setcchar(&row[i], text, cells[i].attributes, (short)pair, NULL);
#else
        setcchar(&row[i], text, cells[i].attributes, 0, &pair);
#endif
    }
    mvwadd_wchnstr(stdscr, y, 0, row, count);
}

void cn_synchronized_ask(void) { cn_put(CN_SYNCHRONIZED_ASK); }

void cn_synchronized(bool on) { synchronized = on; }

void cn_flush(void)
{
    wnoutrefresh(stdscr);
    if (synchronized)
        cn_put(CN_SYNCHRONIZED_BEGIN);
    doupdate();
    if (synchronized)
        cn_put(CN_SYNCHRONIZED_END);
}

void cn_repaint(void) { clearok(curscr, TRUE); }

int cn_get_wch(uint32_t *value)
{
    wint_t found = 0;
    switch (wget_wch(stdscr, &found)) {
    case OK:
        *value = (uint32_t)found;
        return CN_CHARACTER;
    case KEY_CODE_YES:
        *value = (uint32_t)found;
        return CN_KEY_CODE;
    default:
        return CN_NOTHING;
    }
}

#if NCURSES_VERSION_PATCH >= 20170401
int cn_pair(int foreground, int background) { return alloc_pair(foreground, background); }
#else
// An older curses, such as Apple's, does not hand out pairs: they are given in the order in which they are asked for.
int cn_pair(int foreground, int background)
{
    static struct { int foreground, background; } known[256];
    for (int i = 1; i < pairs; i++)
        if (known[i].foreground == foreground && known[i].background == background)
            return i;
    if (pairs == 256 || pairs >= COLOR_PAIRS)
        return -1;
    if (init_pair((short)pairs, (short)foreground, (short)background) == ERR)
        return -1;
    known[pairs].foreground = foreground;
    known[pairs].background = background;
    return pairs++;
}
#endif

int cn_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

static bool has_locale(void)
{
    const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && *value != 0)
            return true;
    }
    return false;
}

bool cn_utf8(void)
{
    // A fresh machine's root, or sudo, has no locale at all; that says nothing about the terminal, and those speak UTF-8.
    // Not every system has that locale; a Mac has one that says no more than this.
    if (setlocale(LC_ALL, has_locale() ? "" : "C.UTF-8") == NULL)
        setlocale(LC_CTYPE, "UTF-8");
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool cn_can_write(int fd)
{
    struct pollfd poller = {.fd = fd, .events = POLLOUT};
    return poll(&poller, 1, 0) != 0;
}

bool cn_hung_up(int fd)
{
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    short gone = POLLHUP | POLLERR | POLLNVAL;
#if defined(__APPLE__)
    // It says so of /dev/tty as well, which is open and well.
    if (fcntl(fd, F_GETFD) >= 0)
        gone &= ~POLLNVAL;
#endif
    return poll(&poller, 1, 0) > 0 && (poller.revents & gone) != 0;
}
