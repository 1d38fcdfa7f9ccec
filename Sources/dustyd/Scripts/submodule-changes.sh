#!/bin/sh
# For git submodule foreach: prints the path of one that has changes, or commits that exist nowhere else.
# shellcheck disable=SC2154 # git sets $sha1 and $displaypath
if test -n "$(git status --porcelain --untracked-files=no --ignore-submodules=all)" ||
    { test "$(git rev-parse HEAD)" != "$sha1" &&
      test "$(git rev-list --count HEAD --not --remotes)" != 0; }
then echo "$displaypath"; fi
