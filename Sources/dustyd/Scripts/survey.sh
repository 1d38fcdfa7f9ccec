#!/bin/sh
# After install-rsync.sh: prints what a host has of what a machine needs. $1, which only tests pass, is where boot2docker keeps things on
# its disk.
uid=$(id -u)
if [ "$uid" = 0 ]; then root=/var/lib/dusty-machine; else root=$HOME/.local/share/dusty; fi
kept=${1:-/var/lib/boot2docker}
if [ -d "$kept" ]; then
    # Everything else, homes too, is in memory and gone after a stop.
    if [ "$uid" = 0 ]; then as=; else as='sudo -n'; fi
    kept=$(readlink -f "$kept")
    root=${kept%/var/lib/boot2docker}/dusty
    $as mkdir -p "$root" && $as chown "$uid" "$root"
fi
case $DOCKER_HOST in unix://*) named=${DOCKER_HOST#unix://} ;; *) named= ;; esac
for socket in "$named" "/run/user/$uid/docker.sock" /var/run/docker.sock; do
    [ -S "$socket" ] || continue
    if [ -r "$socket" ] && [ -w "$socket" ]; then echo "engine $socket"; break; fi
    echo "closed $socket"
done
command -v rsync >/dev/null 2>&1 && echo 'rsync yes'
mkdir -p "$root" && chmod 700 "$root" && [ -w "$root" ] && echo "root $root"
echo "uid $uid"
