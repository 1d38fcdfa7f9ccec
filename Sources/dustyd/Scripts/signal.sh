#!/bin/sh
# Sends the signal $1 to processes that have $2 in their environment: all, or with `leader` as $3 those without a parent. Uses only
# builtins of every shell; `read` drops the zero bytes between variables, and fails at the end of what it read.
for process in /proc/[0-9]*; do
    found=
    while IFS= read -r part || [ -n "$part" ]; do
        case $part in *"$2"*) found=1; break ;; esac
    done <"$process/environ"
    [ -n "$found" ] || continue
    if [ "$3" = leader ]; then
        parent=
        while read -r key value _; do
            [ "$key" != PPid: ] || parent=$value
        done <"$process/status"
        [ "$parent" = 0 ] || continue
    fi
    kill -s "$1" "${process#/proc/}"
done 2>/dev/null
