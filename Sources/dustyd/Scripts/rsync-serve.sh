#!/bin/sh
# Serves the working directory. Use no single quotes: rsync itself splits the line of which this becomes a word.
exec 3< .
cd /
{
    printf "%s\n" "use chroot = yes" "uid = 0" "gid = 0" "numeric ids = yes" "munge symlinks = no" "read only = no" \
        "list = no" "log file = /dev/null" "[copy]" "path = /proc/self/fd/3" | {
        exec 4<&0 <&5 5<&-
        exec rsync --server --daemon --config=/proc/self/fd/4 .
    }
} 5<&0
