#!/bin/sh
# Runs tar in the directory $1, so that no path can redirect it; the other arguments are tar's. Then prints the names
# in it; records end with a zero byte.
cd "$1" || exit 2
shift
LC_ALL=C.UTF-8 tar "$@" || exit
for entry in * .[!.]* ..?*; do
    if [ -e "$entry" ] || [ -L "$entry" ]; then printf '%s\0' "$entry"; fi
done
