#!/bin/sh
# Prints those of $@ that are directories, not links to them; records end with a zero byte.
for path do
    if [ -d "$path" ] && [ ! -L "$path" ]; then printf '%s\0' "$path"; fi
done
