#!/bin/sh
# Goes to the directory $2 below the trusted directory $1, through no link, and makes it when $3 is `make`; what lies in the way gives way
# then. With any other word a directory that is missing is an empty one elsewhere, in $empty. Other scripts come behind this one.
umask 022
fail() { echo "$*" >&2; exit 9; }
empty=
enter() {
    [ "$3" != make ] || mkdir -p "$1" || return
    cd -P -- "$1" 2>/dev/null || return
    real=$(pwd -P)
    rest=$2/
    while [ -n "$rest" ]; do
        part=${rest%%/*}
        rest=${rest#*/}
        [ -n "$part" ] || continue
        if [ -L "./$part" ] || [ ! -d "./$part" ]; then
            [ "$3" = make ] || return
            # Other syncs make the same directories at the same time.
            rm -f "./$part" 2>/dev/null
            mkdir "./$part" 2>/dev/null || [ -d "./$part" ] || mkdir "./$part" || return
        fi
        real=${real%/}/$part
        # Where it really went: a link may have been put there meanwhile.
        cd -P "./$part" && [ "$(pwd -P)" = "$real" ] || return
    done
}
if ! enter "$1" "$2" "$3"; then
    [ "$3" != make ] || fail "$1/$2 is not a directory, or leads through a link"
    empty=$(mktemp -d) && cd "$empty" || exit 9
fi
