#!/bin/sh
# Removes lines with $1 from the keys that may log in.
umask 077
keys=$HOME/.ssh/authorized_keys
grep -qF -- "$1" "$keys"
case $? in 0) ;; 1) exit 0 ;; *) exit 1 ;; esac
# The new file is written before the old one goes: a full disk must not cost you your login.
: >"$keys.dusty" || exit 1
grep -vF -- "$1" "$keys" >"$keys.dusty"
[ $? -le 1 ] && cat "$keys.dusty" >"$keys"
ended=$?
rm -f "$keys.dusty"
[ $ended = 0 ] || exit $ended
