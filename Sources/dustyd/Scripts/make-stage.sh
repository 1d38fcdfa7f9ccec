#!/bin/sh
# Makes the stage $2 beside the /persist of the tree $1 if there is room for $3 kilobytes, and prints its place; else prints how much
# room there is. If /persist is a separate file system it says so: containers could reach what is unpacked in it.
umask 077
root=$1 persist=$1/persist place=$1/restores
real=$(cd "$persist" && pwd -P) || exit 1
apart=
[ "$(stat -L -c %d "$persist")" = "$(stat -L -c %d "$root")" ] || apart=yes
while read -r _ _ _ _ point _; do
    [ "$point" = "$real" ] && apart=yes
done </proc/self/mountinfo
if [ -n "$apart" ]; then echo "apart $real"; exit 0; fi
[ -e "$place" ] || [ -L "$place" ] || mkdir -m 700 "$place" || exit 1
if [ ! -d "$place" ] || [ -L "$place" ] || [ "$(stat -c %u "$place")" != "$(id -u)" ]; then
    echo "$place is not a directory of root; find out who made it, and remove it" >&2
    exit 1
fi
chmod 700 "$place"
free=$(df -P -k "$place" | tail -n 1 | { read -r _ _ _ free _; echo "$free"; })
if [ "$free" -lt "$3" ]; then echo "room $free $place"; exit 0; fi
mkdir -m 700 "$place/staged-$2" "$place/staged-$2/tree" || exit 1
echo "stage $place/staged-$2"
