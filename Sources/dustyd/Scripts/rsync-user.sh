#!/bin/sh
# Behind enter.sh, before rsync-serve.sh: unless $4 is `root`, runs rsync with $5… in the directory, with the rights of the user.
if [ "$4" != root ]; then
    [ -z "$empty" ] || trap 'cd /; rmdir "$empty"' EXIT
    shift 4
    rsync "$@"
    exit
fi
[ -z "$empty" ] || rmdir "$empty"
