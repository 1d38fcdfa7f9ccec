#!/bin/sh
# What PersistPlacement does on this host, for machines: puts $5… of the stage $1 into /persist at $2, keeping what has their names in $3.
# It continues when the connection is lost, and either completes or undoes everything; a file named after the attempt $4 says which.
# Run again, it resumes where it stopped: entries are known by their inode numbers, which the file
# `plan` of the stage holds.

trap '' HUP INT TERM PIPE
waiting=$1 stage=${1%/*}/placing-${1##*/staged-} persist=$2 kept=$3 attempt=$4
tree=$stage/tree aside=$stage/aside
shift 4

is() { [ -e "$1" ] || [ -L "$1" ]; }
number() { stat -c %i -- "$1" 2>/dev/null; }
planned() { sed -n "${index}p" "$stage/plan" | cut -d ' ' -f "$1"; }

# Moves one thing, never over another.
plain='' exchange=''
mv --help 2>&1 | grep -q -e '-T' && plain=-T
mv --help 2>&1 | grep -q -e '--exchange' && exchange=yes
move() {
    if is "$2"; then echo "$2 is there" >>"$stage/words"; return 1; fi
    mv $plain -- "$1" "$2" 2>>"$stage/words"
}

free() {
    spot=$1/$2 count=2
    while is "$spot"; do spot=$1/$2.$count count=$((count + 1)); done
}

# Completes one name.
put() {
    [ "$(number "$persist/$2")" != "$1" ] || return 0
    source='' other=$tree
    [ "$(number "$aside/$2")" = "$1" ] && source=$aside/$2
    [ "$(number "$tree/$2")" = "$1" ] && source=$tree/$2 other=$aside
    if [ -z "$source" ]; then echo "what belongs at $2 is missing" >>"$stage/words"; return 1; fi
    if is "$persist/$2"; then
        if [ -n "$exchange" ] && mv --exchange $plain -- "$source" "$persist/$2" 2>/dev/null; then return 0; fi
        # shellcheck disable=SC2174 # its parent exists
        mkdir -p -m 700 "$other" || return 1
        free "$other" "$2"
        move "$persist/$2" "$spot" || return 1
    fi
    move "$source" "$persist/$2"
}

clear_aside() {
    [ -d "$aside" ] || return 0
    for entry in "$aside"/* "$aside"/.[!.]* "$aside"/..?*; do
        is "$entry" || continue
        free "$tree" "${entry##*/}"
        move "$entry" "$spot" || return 1
    done
    rmdir "$aside"
}

finish() {
    printf '%s\n' "$1" >"$stage/outcome-$attempt.new" && mv "$stage/outcome-$attempt.new" "$stage/outcome-$attempt"
    printf '%s\n' "$1"
    exit 0
}

undo() {
    whole=back index=0
    for name do
        index=$((index + 1))
        out=$(planned 2)
        if [ -n "$out" ]; then
            put "$out" "$name" || whole=torn
        elif is "$persist/$name" && [ "$(number "$persist/$name")" = "$(planned 1)" ]; then
            free "$tree" "$name"
            move "$persist/$name" "$spot" || whole=torn
        fi
    done
    clear_aside || whole=torn
    if [ $whole = back ] && mv "$stage" "$waiting"; then stage=$waiting; fi
    finish "$whole $(tail -n 1 "$stage/words")"
}

if [ -d "$waiting" ]; then
    for name do is "$waiting/tree/$name" || exit 1; done
    for name do
        echo "$(number "$waiting/tree/$name") $(number "$persist/$name")"
    done >"$waiting/plan.new" && sync && mv "$waiting/plan.new" "$waiting/plan" && : >"$waiting/words" \
        && { cat /proc/sys/kernel/random/boot_id 2>/dev/null; :; } >"$waiting/begun-$attempt" \
        && mv "$waiting" "$stage" || exit 1
fi
[ -f "$stage/plan" ] || exit 1
if [ -d "$tree" ]; then
    index=0
    for name do
        index=$((index + 1))
        put "$(planned 1)" "$name" || undo "$@"
        touch "$stage/begun-$attempt"
    done
    clear_aside || undo "$@"
    sync "$persist" "$tree" 2>/dev/null || sync
    rmdir "$tree" 2>/dev/null || move "$tree" "$kept" || undo "$@"
    sync "$stage" "${stage%/*}" 2>/dev/null || sync
fi
if is "$kept"; then finish kept; else finish placed; fi
