#!/bin/sh
# Prints what is in the tree $1: `n` before names, `r` before paths of what was replaced; records end with a zero byte.
list() {
    cd "$2" 2>/dev/null || return 0
    for entry in * .[!.]* ..?*; do
        if [ -e "$entry" ] || [ -L "$entry" ]; then printf '%s%s\0' "$1" "$entry"; fi
    done
}
(list n "$1/persist")
for place in "$1/restores" "$1/persist/.dusty-restores"; do
    for kept in "$place"/before-* "$place"/placing-*; do
        case $kept in */placing-*) [ -d "$kept/tree" ] || [ -d "$kept/aside" ] || continue ;; esac
        if [ -d "$kept" ]; then printf 'r%s\0' "$kept"; fi
    done
done
