#!/bin/sh
# After enter.sh: prints the names in the directory; fails if it does not exist.
if [ -n "$empty" ]; then rmdir "$empty"; exit 9; fi
ls -A
