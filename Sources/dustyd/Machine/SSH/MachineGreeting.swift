import DustyCore

/// The first thing that is run over a new connection: it makes the tree's directories and tells where the connection arrived.
///
/// A boot2docker comes back from a stop with nothing but its disk. There it also installs rsync again, and links the tree to where Dusty has
/// always had it; what an older Dusty left in `/persist` stays in use.
enum MachineGreeting {
    /// Makes the directories of the tree `$1` that are not there. `$2` and `$3`, which only tests give, are where boot2docker has what it keeps,
    /// and where its root directory is.
    static let making = """
        umask 022
        kept=${2:-/var/lib/boot2docker}
        if [ -d "$kept" ]; then
            if [ "$(id -u)" = 0 ]; then as=; else as='sudo -n'; fi
            command -v rsync || tce-load -wi rsync || tce-load -wi rsync
            disk=${1%/dusty/*}
            if [ "$disk/dusty/default" = "$1" ]; then
                $as mkdir -p "$disk/persist" && $as chown "$(id -u)" "$disk/persist"
                mkdir -p "$1"
                [ -e "$1/persist" ] || ln -s "$disk/persist" "$1/persist"
                for part in persist dusty_repos command_files cp; do
                    [ -e "$3/$part" ] || [ -L "$3/$part" ] || $as ln -s "$1/$part" "$3/$part"
                done
            fi
        fi >/dev/null 2>&1 </dev/null
        mkdir -p "$1" && chmod 700 "$1" || exit 1
        # A container that may write to /persist could have put a link there.
        for part in persist/dustyNginx persist/dusty_assets; do [ ! -L "$1/$part" ] || rm -f "$1/$part" || exit 1; done
        for part in persist dusty_repos command_files cp dusty_pages persist/dustyNginx; do mkdir -p "$1/$part" || exit 1; done
        mkdir -p -m 700 "$1/persist/dusty_assets" || exit 1
        """
    static let script = """
        \(making)
        # The server does not replace the socket of a connection that was lost.
        rm -f "$1/dusty_pages/\(ProxyConfig.pagesSocket)"
        echo "arrived $SSH_CONNECTION"
        """

    /// The command line for a tree at a directory.
    static func line(root: String) -> String { RemoteCommand.script(script, [root]) }

    /// The machine's own address, when it is of version 4. What the machine prints is only believed to be an address.
    static func address(in output: String) -> String? {
        guard let line = output.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix("arrived ") }) else {
            return nil
        }
        let words = line.split(separator: " ")
        guard words.count == 5 else { return nil }
        let text = words[3].hasPrefix("::ffff:") ? String(words[3].dropFirst(7)) : String(words[3])
        return Addresses.isIPv4(text) ? text : nil
    }
}
