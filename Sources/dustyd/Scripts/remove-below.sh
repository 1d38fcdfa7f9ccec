#!/bin/sh
# Removes $3 in the directory $2 below $1, and nothing that is mounted in it. A container that has the copies mounted could
# lead a path elsewhere; the directory that the shell is in cannot be exchanged, and is the right one when its real path is.
root=$(cd -P "$1" && pwd -P) || exit 1
cd -P "$1/$2" 2>/dev/null || exit 0
if [ "$(pwd -P)" != "$root${2:+/$2}" ]; then
    echo "$1/$2 leads somewhere else" >&2
    exit 1
fi
if rm -f --one-file-system 2>/dev/null; then
    rm -rf --one-file-system -- "./$3"
    exit
fi
# Not every rm can be kept to one file system.
if [ ! -r /proc/self/mountinfo ]; then
    echo "what is mounted in $1/$2/$3 cannot be seen" >&2
    exit 1
fi
path=${root%/}${2:+/$2}/$3
# The list has an octal number for a blank, and printf takes one that begins with 0.
sed 's/\\/\\0/g' /proc/self/mountinfo | while read -r _ _ _ _ point _; do
    point=$(printf '%b.' "$point")
    case ${point%.} in
    "$path" | "$path"/*)
        echo "${point%.} is mounted there; unmount it first" >&2
        exit 1
        ;;
    esac
done || exit 1
rm -rf -- "./$3"
