#!/bin/sh
# Adds the line $1 to the keys that may log in.
umask 077
mkdir -p "$HOME/.ssh" || exit 1
keys=$HOME/.ssh/authorized_keys
touch "$keys" || exit 1
if ! grep -qxF -- "$1" "$keys"; then
    [ -s "$keys" ] && [ -n "$(tail -c 1 "$keys")" ] && echo >>"$keys"
    printf '%s\n' "$1" >>"$keys" || exit 1
fi
