#ifndef CNCURSES_INTERNAL_H
#define CNCURSES_INTERNAL_H

#define CN_PASTE_ON "\033[?2004h"
#define CN_MOUSE_ON "\033[?1000h\033[?1006h"
#define CN_MOUSE_OFF "\033[?1006l\033[?1000l"
#define CN_SYNCHRONIZED_BEGIN "\033[?2026h"
#define CN_SYNCHRONIZED_END "\033[?2026l"
#define CN_SYNCHRONIZED_ASK "\033[?2026$p"
#define CN_FOCUS_ON "\033[?1004h"
#define CN_FOCUS_OFF "\033[?1004l"
/// Every mode that may be on, off: wherever the terminal is given back.
#define CN_MODES_OFF CN_SYNCHRONIZED_END CN_MOUSE_OFF CN_FOCUS_OFF "\033[?2004l"

/// From now on a fatal signal restores the terminal; asks terminfo for the bytes to do so.
void cn_restore_prepare(void);
/// The terminal has been restored by other means.
void cn_restore_done(void);
/// Puts the handlers of `cn_signals_open` back after a stop.
void cn_signals_again(void);
/// Descriptor of the real standard error while it is diverted, else -1. Safe in a signal handler.
int cn_stderr_real(void);

#endif
