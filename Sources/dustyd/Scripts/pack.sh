#!/bin/sh
# Runs tar with $@, which packs to standard output.
LC_ALL=C.UTF-8 exec tar "$@" </dev/null
