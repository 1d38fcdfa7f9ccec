#!/bin/sh
# Sets the clock to $1 where it differs by more than $2, in seconds.
difference=$(($(date +%s) - $1))
[ "$difference" -ge "-$2" ] && [ "$difference" -le "$2" ] || date -u -s "@$1"
