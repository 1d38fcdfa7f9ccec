#!/bin/sh
# Prints which directories of the tree $1 are missing or cannot be written.
for part in persist dusty_repos command_files cp dusty_pages persist/dustyNginx persist/dusty_assets; do
    if [ ! -d "$1/$part" ]; then echo "$1/$part is not there"
    elif [ ! -w "$1/$part" ]; then echo "$1/$part cannot be written"; fi
done
