#!/bin/sh
# Sends the request $3 to port $2 of $1 and prints the first line of the answer; ends with 99 if no program here can.
if command -v bash >/dev/null; then
    exec timeout 8 bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "%s" "$2" >&3 && head -n 1 <&3' "$1" "$2" "$3"
elif command -v nc >/dev/null; then printf '%s' "$3" | nc -w 8 "$1" "$2" | head -n 1
else exit 99; fi
