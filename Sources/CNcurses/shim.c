#include "cncurses.h"
int cn_lines(void) { return LINES; }
