import DustyCore

/// The receiving half of rsync, as root where containers may write meanwhile: it has the copy's directory as its root directory, so
/// that no link leads it anywhere else, whenever that is put there.
///
/// Every rsync can do that to itself in its daemon's protocol, which needs no network: here the two halves talk through a pipe or ssh.
enum RsyncServer {
    /// The directory as the client names it.
    static let module = "::copy/"

    /// Serves the working directory. Has no single quotes, because rsync itself splits the line that this becomes a word of.
    static let confined = """
        exec 3< .
        cd /
        {
            printf "%s\\n" "use chroot = yes" "uid = 0" "gid = 0" "numeric ids = yes" "munge symlinks = no" "read only = no" \\
                "list = no" "log file = /dev/null" "[copy]" "path = /proc/self/fd/3" | {
                exec 4<&0 <&5 5<&-
                exec rsync --server --daemon --config=/proc/self/fd/4 .
            }
        } 5<&0
        """

    /// Goes to the directory `$2` below the trusted directory `$1`, through no link, and makes it when `$3` is `make`; what lies in the
    /// way gives way then. With any other word a directory that is missing is an empty one elsewhere, in `$empty`.
    static let entering = """
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
        """

    /// What `ssh` starts for a client that copies to a directory there: as root confined to it, else with the user's own rights.
    static let far = """
        \(entering)
        if [ "$4" = root ]; then
            [ -z "$empty" ] || rmdir "$empty"
            \(confined)
            exit
        fi
        [ -z "$empty" ] || trap "cd /; rmdir $empty" EXIT
        shift 4
        rsync "$@"
        """

    /// Names in a directory there; fails when it is not there.
    static let listing = """
        \(entering)
        if [ -n "$empty" ]; then rmdir "$empty"; exit 9; fi
        ls -A
        """
}

/// A directory of a machine's tree.
struct MachinePlace: Sendable, Equatable {
    /// The directory that no container can replace.
    var trusted: String
    /// The path below it, of which containers may have replaced any part.
    var relative: String

    /// A path below the root of a tree; nil for any other.
    init?(_ path: String, root: String) {
        let root = root.hasSuffix("/") ? root : root + "/"
        let parts = path.hasPrefix(root) ? path.dropFirst(root.count).parts(at: "/") : []
        guard let first = parts.first, !parts.contains(".."), !parts.contains(".") else { return nil }
        trusted = root + first
        relative = parts.dropFirst().joined(separator: "/")
    }

    /// Throws for a path that is not below the root of a tree.
    static func below(_ root: String, _ path: String) throws -> MachinePlace {
        if let place = MachinePlace(path, root: root) { return place }
        throw DustyError(.internal, "\(path) is not below \(root)")
    }
}
