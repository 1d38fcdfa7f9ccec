#!/bin/sh
# Behind enter.sh, before calls of `at`, `file` and `directory`: counts in $count what was deleted, and $bad says whether something
# could not be that should.
# shellcheck disable=SC2034 # the end of the script uses $bad
if [ -n "$empty" ]; then rmdir "$empty"; echo "deleted 0"; exit 0; fi
top=$(pwd -P)
count=0
bad=0
# Goes to a directory of the copy; once there, no link can lead elsewhere.
at() {
    cd -P "$top" 2>/dev/null && [ "$PWD" = "$top" ] || return
    cd -P "$1" 2>/dev/null && [ "$PWD" = "$top${1#.}" ]
}
# Deletes what is no directory.
file() {
    for name do
        shift
        if [ -L "./$name" ] || { [ -e "./$name" ] && [ ! -d "./$name" ]; }; then set -- "$@" "./$name"; fi
    done
    [ $# -gt 0 ] || return 0
    # shellcheck disable=SC2217 # what rm could read is the rest of this script
    rm -f "$@" </dev/null || bad=9
    count=$((count + $#))
}
# Deletes directories with nothing in them.
directory() {
    for name do
        [ -d "./$name" ] && [ ! -L "./$name" ] || continue
        if rmdir "./$name" 2>/dev/null; then count=$((count + 1)); continue; fi
        [ -n "$(ls -A "./$name" 2>&1)" ] || bad=9
    done
}
