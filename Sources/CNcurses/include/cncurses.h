#ifndef CNCURSES_H
#define CNCURSES_H

// The wide API of ncurses exists only with these two. Package.swift sets them, and this does for those who read the header alone.
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#ifndef NCURSES_NOMACROS
#define NCURSES_NOMACROS 1
#endif

#include <ncurses.h>
#include <stdbool.h>
#include <stdint.h>

/// One character cell: a base scalar, up to two combining marks (0 for none), attributes and a colour pair.
typedef struct cn_cell {
    uint32_t scalar;
    uint32_t mark1;
    uint32_t mark2;
    uint32_t attributes;
    int32_t pair;
} cn_cell;

/// What `cn_get_wch` found.
enum { CN_NOTHING = 0, CN_CHARACTER = 1, CN_KEY_CODE = 2 };

/// Key codes given to the markers of bracketed paste.
enum { CN_KEY_PASTE_BEGIN = 0x2000, CN_KEY_PASTE_END = 0x2001 };

/// Attributes: macros of ncurses that Swift cannot see.
uint32_t cn_bold(void);
uint32_t cn_dim(void);
uint32_t cn_underline(void);
uint32_t cn_reverse(void);
uint32_t cn_italic(void);

/// Starts curses on standard input and output for a terminal type; NULL for the one in TERM. False when that type is unknown.
bool cn_open(const char *type);
/// Whether the open terminal can place its cursor.
bool cn_can_move(void);
/// Gives the terminal back for good.
void cn_close(void);
/// Gives the terminal back for a while; `cn_resume` takes it again.
void cn_suspend(void);
void cn_resume(void);
/// Rows, columns and colours of the open terminal.
int cn_lines(void);
int cn_columns(void);
int cn_colors(void);
/// Has the terminal report buttons and the wheel (never movement), or not; stays so across `cn_suspend`.
void cn_mouse(bool on);
/// Asks the kernel for the terminal's size and passes it to curses; false when it is unknown.
bool cn_adopt_size(void);
/// Writes a text to the terminal at once, whole, past curses.
void cn_put(const char *text);
/// Puts cells into a row from its first column. A wide character is one cell here and takes two columns.
void cn_put_row(int y, const cn_cell *cells, int count);
/// Asks the terminal whether it can show a frame at once; it answers among the keys, or not at all.
void cn_synchronized_ask(void);
/// Has every flush say where a frame begins and ends.
void cn_synchronized(bool on);
/// Sends what changed to the terminal.
void cn_flush(void);
/// Has the next flush send every cell.
void cn_repaint(void);
/// Next key without waiting: one of the values above, the character or the code in `value`.
int cn_get_wch(uint32_t *value);
/// The colour pair of two colours, -1 for the terminal's own; -1 when there is none left.
int cn_pair(int foreground, int background);
/// Columns the C library and so curses give a character; -1 when it cannot be printed.
int cn_width(uint32_t scalar);
/// Whether the locale's text is UTF-8; sets the locale.
bool cn_utf8(void);

/// Restores the terminal on every signal that ends the process, then lets it end as it would have.
void cn_crash_install(void);
/// Has the terminal hand on every byte as it comes, control keys too, until `cn_raw_end`; a signal that ends the process restores it as
/// well, but for TERM, which is passed on. False where standard input is no terminal.
bool cn_raw_begin(void);
/// What to send to the terminal when raw mode ends, however that happens: the opposite of what a program has switched on there.
void cn_raw_farewell(const unsigned char *bytes, size_t length);
void cn_raw_end(void);
/// Turns WINCH, TSTP, CONT and INT into bytes on a pipe; returns its reading end, or -1.
int cn_signals_open(void);
/// Stops this process group, as Ctrl-Z at a shell does.
void cn_stop(void);
/// Whether a descriptor takes bytes now; also when it never will again, which writing then reports.
bool cn_can_write(int fd);
/// Whether the reading end of a descriptor has been hung up.
bool cn_hung_up(int fd);

/// Sends standard error to a nameless file; `cn_stderr_restore` copies what was written to the real one.
void cn_stderr_divert(void);
void cn_stderr_restore(void);

#endif
