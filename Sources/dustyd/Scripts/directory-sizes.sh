#!/bin/sh
# Prints kilobytes, a tab and the path of each of $@ that exists; records end with a zero byte.
for path do
    [ -e "$path" ] || [ -L "$path" ] || continue
    # The path may have lines, too.
    size=$(du -skx -- "$path" 2>/dev/null | cut -f 1 | head -n 1)
    printf '%s\t%s\0' "${size:-0}" "$path"
done
