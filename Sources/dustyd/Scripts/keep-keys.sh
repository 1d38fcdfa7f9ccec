#!/bin/sh
# After admit-key.sh or dismiss-key.sh: also writes the keys to the place from which a system with homes in memory restores them:
# boot2docker, and Dusty's image. $2 and $3, which only tests pass, are where those keep things.
# shellcheck disable=SC2154 # $keys is of the script before this one
kept=${2:-/var/lib/boot2docker}
own=${3:-/var/lib/dusty}/userdata/.ssh/authorized_keys
if [ "$(id -u)" = 0 ]; then as=; else as='sudo -n'; fi
[ ! -f "$own" ] || cat "$keys" >"$own" || exit 1
[ -d "$kept" ] || exit 0
tar -C "$HOME" -cf - .ssh | $as tee "$kept/userdata.new" >/dev/null || exit 1
$as mv -f "$kept/userdata.new" "$kept/userdata.tar"
