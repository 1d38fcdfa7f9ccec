extension RemotePersist {
    /// Total, used and free kilobytes of the file system of `$1`.
    static let measuring = """
        path=$1
        while [ ! -e "$path" ] && [ "$path" != / ]; do path=$(dirname -- "$path"); done
        df -P -k -- "$path" | tail -n 1 | { read -r device total used free rest; echo "$total $used $free"; }
        """

    /// Tells what is in the tree `$1`: `n` before names, `r` before paths of what was replaced.
    static let listing = """
        list() {
            cd "$2" 2>/dev/null || return 0
            for entry in * .[!.]* ..?*; do
                if [ -e "$entry" ] || [ -L "$entry" ]; then printf '%s%s\\0' "$1" "$entry"; fi
            done
        }
        (list n "$1/persist")
        for place in "$1/restores" "$1/persist/.dusty-restores"; do
            for kept in "$place"/before-*; do
                if [ -d "$kept" ]; then printf 'r%s\\0' "$kept"; fi
            done
        done
        """

    /// Makes the stage `$2` beside the `/persist` of the tree `$1` when there is room for `$3` kilobytes, and tells where it is; else how
    /// many there are.
    static let staging = """
        umask 077
        root=$1 persist=$1/persist place=$1/restores
        real=$(cd "$persist" && pwd -P) || exit 1
        [ "$(stat -L -c %d "$persist")" = "$(stat -c %d "$root")" ] || place=$persist/.dusty-restores
        while read -r id parent device top point rest; do
            [ "$point" = "$real" ] && place=$persist/.dusty-restores
        done </proc/self/mountinfo
        [ -e "$place" ] || [ -L "$place" ] || mkdir -m 700 "$place" || exit 1
        # A container that may write to /persist could have put a link there.
        if [ ! -d "$place" ] || [ -L "$place" ] || [ "$(stat -c %u "$place")" != "$(id -u)" ]; then
            echo "$place is not a directory of root; find out who made it, and remove it" >&2
            exit 1
        fi
        chmod 700 "$place"
        free=$(df -P -k "$place" | tail -n 1 | { read -r device total used free rest; echo "$free"; })
        if [ "$free" -lt "$3" ]; then echo "room $free $place"; exit 0; fi
        mkdir -m 700 "$place/staged-$2" "$place/staged-$2/tree" || exit 1
        echo "stage $place/staged-$2"
        """

    /// Puts `$5…` of the stage `$1` into `/persist` at `$2`, keeping what has their names in `$3`. It goes on when the connection is lost,
    /// and either completes or puts everything back; either way a file named after the attempt `$4` tells which.
    static let exchanging = """
        trap '' HUP INT TERM PIPE
        stage=$1 tree=$1/tree persist=$2 kept=$3 attempt=$4
        shift 4
        is() { [ -e "$1" ] || [ -L "$1" ]; }
        plain=
        mv --help 2>&1 | grep -q -e '-T' && plain=-T
        move() {
            if is "$2"; then echo "$2 is there" >>"$stage/words"; return 1; fi
            mv $plain -- "$1" "$2" 2>>"$stage/words"
        }
        finish() {
            printf '%s\\n' "$1" >"$stage/outcome-$attempt.new" && mv "$stage/outcome-$attempt.new" "$stage/outcome-$attempt"
            printf '%s\\n' "$1"
            exit 0
        }
        undo() {
            whole=back
            for name do
                is "$tree/$name" || mv $plain -- "$persist/$name" "$tree/$name" || whole=torn
                ! is "$kept/$name" || mv $plain -- "$kept/$name" "$persist/$name" || whole=torn
            done
            rmdir "$kept"
            finish "$whole $(tail -n 1 "$stage/words")"
        }
        for name do is "$tree/$name" || exit 1; done
        : >"$stage/words" && : >"$stage/begun-$attempt" || exit 1
        mkdir -m 700 "$kept" 2>>"$stage/words" || finish "back $(tail -n 1 "$stage/words")"
        for name do
            if is "$persist/$name"; then move "$persist/$name" "$kept/$name" || undo "$@"; fi
            move "$tree/$name" "$persist/$name" || undo "$@"
        done
        sync "$persist" "$kept" 2>/dev/null || sync
        rmdir "$kept" 2>/dev/null && finish placed
        finish kept
        """

    /// What became of the attempt `$2` at exchanging the stage `$1`; nothing when that cannot be told.
    static let asking = """
        [ -d "$1" ] || exit 0
        if [ ! -e "$1/begun-$2" ]; then echo never; exit 0; fi
        for second in 1 2 3 4 5 6 7 8 9 10; do
            if [ -e "$1/outcome-$2" ]; then cat "$1/outcome-$2"; exit 0; fi
            sleep 1
        done
        """

    /// Removes every stage of the tree `$1`, but one that is being exchanged.
    static let clearing = """
        left=0
        for place in "$1/restores" "$1/persist/.dusty-restores"; do
            [ -d "$place" ] && [ ! -L "$place" ] && [ "$(stat -c %u "$place")" = "$(id -u)" ] || continue
            for stage in "$place"/staged-*; do
                [ -d "$stage" ] || continue
                for begun in "$stage"/begun-*; do
                    [ -e "$begun" ] && [ ! -e "$stage/outcome-${begun##*/begun-}" ] || continue
                    if [ -n "$(find "$begun" -mmin -2)" ]; then left=1; continue 2; fi
                done
                rm -rf -- "$stage" || left=1
            done
        done
        exit $left
        """
}
