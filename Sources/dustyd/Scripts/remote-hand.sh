#!/bin/sh
# Puts single files into copies as they change; see RemoteHand. $1 is the tree's root: what is made is made there first, where no
# container sees it. Reads records: a line `put BLOCKS` or `drop 0`, then a trusted directory, a directory below it and a name, each on a
# line; behind those of a `put` an archive of so many blocks, whose only member is `new`. Answers each with `ok` or `no`.
LC_ALL=C
export LC_ALL
umask 077
for old in "$1"/hand.*; do rm -rf -- "$old"; done
cd -P -- "$1" && mkdir "hand.$$" && cd -P "hand.$$" || exit 1
stage=$PWD
trap 'cd / && rm -rf -- "$stage"' EXIT
trap 'exit 1' HUP INT TERM
# Whether this machine's programs can do what is needed. To mv a name that is a link must be the link: BusyBox refuses the link to a
# directory, and GNU puts the file in its place.
try() {
    device=$(stat -c %d .) && printf x | dd bs=512 count=1 iflag=fullblock >a && [ -s a ] && mkdir b && ln -s b c && ln -s b/x d &&
        mv -f -T a d && [ -f d ] && [ ! -L d ] && { mv -f -T d c || [ -f d ]; } && [ -z "$(ls -A b)" ] && command -v tar &&
        rm -rf b c d
}
if ! try >/dev/null 2>&1 </dev/null; then echo unable; exit; fi
# Goes to the directory $2 below $1. Once there no link can lead elsewhere; it is the right one if its real path is.
last=
enter() {
    cd -P -- "$1" && top=${PWD%/} && cd -P "./$2" && [ "$PWD" = "$top${2:+/$2}" ] || return
    # From another file system mv would copy, and a reader could see half a file.
    [ "$PWD" = "$last" ] || { [ "$(stat -c %d .)" = "$device" ] && last=$PWD; }
}
echo ready
while read -r word count && IFS= read -r trusted && IFS= read -r below && IFS= read -r name; do
    answer=no
    case $word in
    put)
        dd bs=512 count="$count" iflag=fullblock 2>/dev/null | tar -x -p -f - -C "$stage" 2>/dev/null || exit
        # shellcheck disable=SC2217 # what mv could read is the next record
        if enter "$trusted" "$below" 2>/dev/null && mv -f -T "$stage/new" "./$name" 2>/dev/null </dev/null; then answer=ok; fi
        ;;
    drop)
        # shellcheck disable=SC2217 # the same of rm
        if enter "$trusted" "$below" 2>/dev/null && { [ -L "./$name" ] || [ ! -d "./$name" ]; } &&
            rm -f "./$name" 2>/dev/null </dev/null
        then
            answer=ok
        fi
        ;;
    *) exit ;;
    esac
    echo "$answer"
done
