#!/bin/sh
# Takes lines with $1 out of the keys that may log in.
umask 077
keys=$HOME/.ssh/authorized_keys
grep -qF -- "$1" "$keys"
case $? in 0) ;; 1) exit 0 ;; *) exit 1 ;; esac
# What stays is written down before anything goes: a full disk must not cost you your login.
: >"$keys.dusty" || exit 1
grep -vF -- "$1" "$keys" >"$keys.dusty"
[ $? -le 1 ] && cat "$keys.dusty" >"$keys"
ended=$?
rm -f "$keys.dusty"
[ $ended = 0 ] || exit $ended
