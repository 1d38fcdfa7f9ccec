#!/bin/sh
# Removes every waiting stage of the tree $1, and the remains of those in place. Keeps what may hold the only copy of
# something.
left=0
place=$1/restores
if [ ! -d "$place" ] || [ -L "$place" ] || [ "$(stat -c %u "$place")" != "$(id -u)" ]; then exit 0; fi
for stage in "$place"/staged-* "$place"/placing-*; do
    [ -d "$stage" ] || continue
    case $stage in */placing-*) if [ -d "$stage/tree" ] || [ -d "$stage/aside" ]; then left=1; continue; fi ;; esac
    for begun in "$stage"/begun-*; do
        if [ ! -e "$begun" ] || [ -e "$stage/outcome-${begun##*/begun-}" ]; then continue; fi
        if [ -n "$(find "$begun" -mmin -2)" ]; then left=1; continue 2; fi
    done
    rm -rf -- "$stage" || left=1
done
exit $left
