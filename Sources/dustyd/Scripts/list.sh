#!/bin/sh
# Behind enter.sh: prints the names in the directory; fails when it is not there.
if [ -n "$empty" ]; then rmdir "$empty"; exit 9; fi
ls -A
