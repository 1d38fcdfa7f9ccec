#!/bin/sh
# Connects to port $2 of $1; ends with 99 if no program here can.
if command -v bash >/dev/null; then exec timeout 2 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2"
elif command -v nc >/dev/null; then exec nc -z -w 2 "$1" "$2" </dev/null
else exit 99; fi
