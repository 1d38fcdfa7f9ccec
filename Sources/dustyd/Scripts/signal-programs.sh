#!/bin/sh
# Sends the signal $1 to the programs that the command file $2 has started, but not to those that these started, nor to the shell that runs
# the file. Ends with 3 if nothing runs it, and with 4 if no program got the signal. Uses only builtins of every shell.
runs() {
    line=
    IFS= read -r line <"/proc/$1/cmdline" || [ -n "$line" ] || return 1
    case $line in *"$2") return 0 ;; esac
    return 1
}
found=
taken=
for process in /proc/[0-9]*; do
    id=${process#/proc/}
    [ "$id" != "$$" ] || continue
    if runs "$id" "$2"; then
        found=1
        continue
    fi
    parent=
    while read -r key value _; do
        [ "$key" != PPid: ] || parent=$value
    done <"$process/status"
    case $parent in '' | 0 | "$$") continue ;; esac
    if runs "$parent" "$2" && kill -s "$1" "$id"; then taken=1; fi
done 2>/dev/null
[ -n "$found" ] || exit 3
[ -n "$taken" ] || exit 4
