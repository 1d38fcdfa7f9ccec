#!/bin/sh
# Makes the missing directories of the tree $1. $2 and $3, which only tests pass, are where boot2docker keeps things, and its root
# directory.
umask 022
kept=${2:-/var/lib/boot2docker}
if [ -d "$kept" ]; then
    if [ "$(id -u)" = 0 ]; then as=; else as='sudo -n'; fi
    command -v rsync || tce-load -wi rsync || tce-load -wi rsync
    disk=${1%/dusty/*}
    if [ "$disk/dusty/default" = "$1" ]; then
        $as mkdir -p "$disk/persist" && $as chown "$(id -u)" "$disk/persist"
        mkdir -p "$1"
        [ -e "$1/persist" ] || ln -s "$disk/persist" "$1/persist"
        for part in persist dusty_repos command_files cp; do
            [ -e "$3/$part" ] || [ -L "$3/$part" ] || $as ln -s "$1/$part" "$3/$part"
        done
    fi
fi >/dev/null 2>&1 </dev/null
mkdir -p "$1" && chmod 700 "$1" || exit 1
# A container that may write to /persist could have put a link there.
for part in persist/dustyNginx persist/dusty_assets; do [ ! -L "$1/$part" ] || rm -f "$1/$part" || exit 1; done
for part in persist dusty_repos command_files cp dusty_pages persist/dustyNginx; do mkdir -p "$1/$part" || exit 1; done
# shellcheck disable=SC2174 # its parent exists
mkdir -p -m 700 "$1/persist/dusty_assets" || exit 1
