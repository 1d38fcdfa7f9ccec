#!/bin/sh
# Prints number, emptiness and path of what is at $2… below the /persist $1; records end with a zero byte.
persist=$1
shift
for path do
    entry=$persist${path:+/$path} empty=0
    [ -e "$entry" ] || continue
    if [ -d "$entry" ]; then [ -n "$(ls -A -- "$entry" 2>/dev/null | head -n 1)" ] || empty=1
    elif [ -f "$entry" ]; then [ -s "$entry" ] || empty=1
    fi
    printf '%s %s %s\0' "$(stat -L -c %i -- "$entry")" "$empty" "$path"
done
