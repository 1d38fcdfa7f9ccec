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
            for kept in "$place"/before-* "$place"/placing-*; do
                case $kept in */placing-*) [ -d "$kept/tree" ] || [ -d "$kept/aside" ] || continue ;; esac
                if [ -d "$kept" ]; then printf 'r%s\\0' "$kept"; fi
            done
        done
        """

    /// Tells number, emptiness and path of what is at `$2…` below the `/persist` `$1`.
    static let looking = """
        persist=$1
        shift
        for path do
            entry=$persist${path:+/$path} empty=0
            [ -e "$entry" ] || continue
            if [ -d "$entry" ]; then [ -n "$(ls -A -- "$entry" 2>/dev/null | head -n 1)" ] || empty=1
            elif [ -f "$entry" ]; then [ -s "$entry" ] || empty=1
            fi
            printf '%s %s %s\\0' "$(stat -L -c %i -- "$entry")" "$empty" "$path"
        done
        """

    /// Makes the stage `$2` beside the `/persist` of the tree `$1` when there is room for `$3` kilobytes, and tells where it is; else how
    /// many there are. Where `/persist` is a file system of its own it tells that: within it, containers would reach what is unpacked.
    static let staging = """
        umask 077
        root=$1 persist=$1/persist place=$1/restores
        real=$(cd "$persist" && pwd -P) || exit 1
        apart=
        [ "$(stat -L -c %d "$persist")" = "$(stat -L -c %d "$root")" ] || apart=yes
        while read -r id parent device top point rest; do
            [ "$point" = "$real" ] && apart=yes
        done </proc/self/mountinfo
        if [ -n "$apart" ]; then echo "apart $real"; exit 0; fi
        [ -e "$place" ] || [ -L "$place" ] || mkdir -m 700 "$place" || exit 1
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
}
