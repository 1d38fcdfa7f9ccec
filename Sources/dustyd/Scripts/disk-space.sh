#!/bin/sh
# Prints total, used and free kilobytes of the file system of $1.
path=$1
while [ ! -e "$path" ] && [ "$path" != / ]; do path=$(dirname -- "$path"); done
df -P -k -- "$path" | tail -n 1 | { read -r _ total used free _; echo "$total $used $free"; }
