#!/bin/sh
# For git submodule foreach: prints the path of a submodule that has anything a fresh clone would not.
# shellcheck disable=SC2154 # git sets $sha1 and $displaypath
if test -n "$(git status --porcelain --untracked-files=normal --ignored --ignore-submodules=none | head -n 1)" ||
    test -n "$(git ls-files -v | grep '^[a-zS]' | head -n 1)" ||
    test -n "$(git rev-list --max-count=1 --all --not --remotes "$sha1")"
then echo "$displaypath"; fi
