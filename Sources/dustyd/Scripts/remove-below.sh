#!/bin/sh
# Removes $3 in the directory $2 below $1. A container that has the copies mounted could lead a path elsewhere; the directory
# that the shell is in cannot be exchanged, and is the right one when its real path is.
root=$(cd -P "$1" && pwd -P) || exit 1
cd -P "$1/$2" 2>/dev/null || exit 0
if [ "$(pwd -P)" != "$root${2:+/$2}" ]; then
    echo "$1/$2 leads somewhere else" >&2
    exit 1
fi
rm -rf -- "./$3"
