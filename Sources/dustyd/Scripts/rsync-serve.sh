#!/bin/sh
# Serves the working directory. Use no single quotes: rsync itself splits the line of which this becomes a word.
exec 3< .
directory=/proc/self/fd/3
files=/proc/self/fd
if [ ! -e "$directory" ]; then
    # A Mac has a path of numbers for what is open, which no other directory gets by being renamed; Apple calls it old.
    files=/dev/fd
    directory=/.vol/$(stat -f %d/%i . 2>/dev/null) && cd "$directory" 2>/dev/null || directory=$(pwd -P)
    # These mean something in the configuration below.
    case $directory in *[![:print:]]* | *%* | *\\*) exit 9 ;; esac
fi
cd /
{
    printf "%s\n" "use chroot = yes" "uid = 0" "gid = 0" "numeric ids = yes" "munge symlinks = no" "read only = no" \
        "list = no" "log file = /dev/null" "[copy]" "path = $directory" | {
        exec 4<&0 <&5 5<&-
        exec rsync --server --daemon --config=$files/4 .
    }
} 5<&0
