import DustyCore

/// What a host must have to be a machine, found out by one script; rsync is installed where it is missing and we may.
struct MachineSurvey: Sendable, Equatable {
    /// Installs rsync where it is missing and we may, and says so.
    static let installing = """
        uid=$(id -u)
        if ! command -v rsync >/dev/null 2>&1; then
            if [ "$uid" = 0 ]; then as=; else as='sudo -n'; fi
            if command -v apt-get; then
                install() { $as env DEBIAN_FRONTEND=noninteractive apt-get -yq --no-install-recommends install rsync; }
                install || { $as apt-get -q update && install; }
            elif command -v apk; then $as apk add rsync
            elif command -v dnf; then $as dnf -y install rsync
            elif command -v tce-load; then tce-load -wi rsync || tce-load -wi rsync
            fi >/dev/null 2>&1 </dev/null
            command -v rsync >/dev/null 2>&1 && echo 'installed rsync'
        fi
        """

    /// Its first argument, which only tests give, is where boot2docker has what it keeps on its disk.
    static let script = """
        uid=$(id -u)
        if [ "$uid" = 0 ]; then root=/var/lib/dusty-machine; else root=$HOME/.local/share/dusty; fi
        kept=${1:-/var/lib/boot2docker}
        if [ -d "$kept" ]; then
            # Everything else there, homes too, is in memory and gone after a stop.
            if [ "$uid" = 0 ]; then as=; else as='sudo -n'; fi
            kept=$(readlink -f "$kept")
            root=${kept%/var/lib/boot2docker}/dusty
            $as mkdir -p "$root" && $as chown "$uid" "$root"
        fi
        case $DOCKER_HOST in unix://*) named=${DOCKER_HOST#unix://} ;; *) named= ;; esac
        for socket in "$named" "/run/user/$uid/docker.sock" /var/run/docker.sock; do
            [ -S "$socket" ] || continue
            if [ -r "$socket" ] && [ -w "$socket" ]; then echo "engine $socket"; break; fi
            echo "closed $socket"
        done
        \(installing)
        command -v rsync >/dev/null 2>&1 && echo 'rsync yes'
        mkdir -p "$root" && chmod 700 "$root" && [ -w "$root" ] && echo "root $root"
        echo "uid $uid"
        """

    let engineSocket: String
    let root: String
    let isRoot: Bool
    let installedRsync: Bool

    /// Reads what the script printed; what is missing becomes an error that says what to do there.
    init(_ output: String, target: SSHTarget) throws(DustyError) {
        var found: [Substring: String] = [:]
        for line in output.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2, found[words[0]] == nil { found[words[0]] = String(words[1]) }
        }
        guard let uid = found["uid"].flatMap({ UInt32($0) }) else {
            throw DustyError(
                .failed,
                "\(target) lets us in but runs no shell scripts",
                hint: "its login shell must be a POSIX one"
            )
        }
        guard let engine = found["engine"] else {
            let closed = found["closed"]
            throw DustyError(
                .failed,
                closed == nil
                    ? "\(target) has no container engine: there is no /var/run/docker.sock"
                    : "\(target.user) may not use the container engine of \(target.host)",
                hint: closed == nil
                    ? "install and start Docker there" : "on that host, as root: usermod -aG docker \(target.user)"
            )
        }
        guard found["rsync"] != nil else {
            throw DustyError(
                .failed,
                "\(target) has no rsync, and it could not be installed",
                hint: "install it there as root, on Debian: apt-get install rsync"
            )
        }
        guard let root = found["root"], Self.isPlain(root), Self.isPlain(engine) else {
            throw DustyError(
                .failed,
                "\(target) has no place for Dusty's files that Dusty can use",
                hint: "the home directory there must be writable, and its path plain letters and digits"
            )
        }
        engineSocket = engine
        self.root = root
        isRoot = uid == 0
        installedRsync = found["installed"] != nil
    }

    /// Whether a path from there can go into volumes and options without being taken for more than a path.
    private static func isPlain(_ path: String) -> Bool {
        path.utf8.count < 200 && path.wholeMatch(of: /(\/[A-Za-z0-9_.-]+)+/) != nil
            && !path.parts(at: "/").contains { $0 == ".." || $0 == "." }
    }
}
