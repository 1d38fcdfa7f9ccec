import DustyCore

/// The first thing that is run over a new connection: it makes the tree's directories and prints where the connection
/// arrived.
///
/// A boot2docker comes back from a stop with nothing but its disk. There it also installs rsync again, and links the
/// tree to where Dusty has always had it; what an older Dusty left in `/persist` stays in use.
enum MachineGreeting {
    /// Makes the directories of a tree that are not there.
    static let making = Script(PackageResources.make_tree_sh)
    static let script = Script(PackageResources.make_tree_sh, PackageResources.greet_sh)

    /// The command line for a tree at a directory.
    static func line(root: String) -> String { RemoteCommand.script(script, arguments(root: root)) }

    /// The script's arguments. The second and third, which only tests pass, are where boot2docker keeps things, and its
    /// root directory.
    static func arguments(root: String, kept: String = "", system: String = "") -> [String] {
        [root, kept, system, ProxyConfig.pagesSocket]
    }

    /// The machine's own IPv4 address. Its output is only accepted as an address.
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
