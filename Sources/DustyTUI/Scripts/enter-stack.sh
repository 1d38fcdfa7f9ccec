#!/bin/sh
# Runs a program for which /etc/hosts is another file: DIRECTORY USER GROUP PROGRAM ARGUMENT…. The directory holds that file as `hosts`, and
# goes. Runs in a mount namespace of its own, as its root. A layer over all of /etc, because a mount on the file itself would go when
# another program puts a new file in its place. The layer is read-only: what is written to it would be lost.
set -eu
directory=$1 user=$2 group=$3
shift 3
here=$PWD
trap 'cd /; umount -l "$directory/layer" 2>/dev/null; rm -rf "$directory"' EXIT
refuse() {
    echo "error: this system does not allow a layer over /etc: $1" >&2
    echo "hint: it needs Linux 5.11 and user namespaces; otherwise use the stack's own host names" >&2
    exit 69
}
cd "$directory"
mkdir layer
said=$(mount -t tmpfs -o size=2m,mode=755 dusty layer 2>&1) || refuse "$said"
mkdir -m 755 layer/upper layer/work
cp hosts layer/upper/hosts
chmod 644 layer/upper/hosts
said=$(mount -t overlay -o lowerdir=/etc,upperdir=layer/upper,workdir=layer/work,userxattr dusty /etc 2>&1) || refuse "$said"
mount -o remount,bind,ro /etc
umount -l layer
trap - EXIT
rm -rf "$directory"
cd "$here"
[ "$user" -ne 0 ] || exec "$@"
exec unshare --user --map-user="$user" --map-group="$group" -- "$@"
