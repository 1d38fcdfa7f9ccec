#!/bin/sh
# Prints the outcome of the attempt $2 at exchanging the stage $1; nothing if that is unknown, and `cut` if the attempt will not
# continue: the machine has restarted since, or nothing has happened for a while.
waiting=$1 stage=${1%/*}/placing-${1##*/staged-}
[ -d "$waiting" ] || [ -d "$stage" ] || exit 0
if [ ! -e "$waiting/begun-$2" ] && [ ! -e "$stage/begun-$2" ]; then echo never; exit 0; fi
for _ in 1 2 3 4 5 6 7 8 9 10; do
    for place in "$stage" "$waiting"; do
        if [ -e "$place/outcome-$2" ]; then cat "$place/outcome-$2"; exit 0; fi
        [ -e "$place/begun-$2" ] || continue
        boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)
        if [ "$boot" != "$(cat "$place/begun-$2")" ] || [ -n "$(find "$place/begun-$2" -mmin +1)" ]; then
            echo cut
            exit 0
        fi
    done
    sleep 1
done
