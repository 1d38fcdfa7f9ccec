import DustyCore

/// What is in the way of a container, according to the engine's message: it has no codes that distinguish refusals.
enum EngineObstacle: Equatable {
    /// A port of an address that the engine has given away.
    case port(Int, address: String)
    /// A network endpoint left over from a container with the same name.
    case endpoint(String, network: String)
    /// A container left half created, or half removed.
    case container

    /// Words in a failure which mean that a container, or a predecessor of it, is in its own way.
    private static let signs = [
        "is already in use by container", "already exists: unknown", "task already exists",
        "is already in progress", "marked for removal", "No such container", "KeyError: 'ContainerConfig'",
    ]

    /// The obstacle that a message names; nil for an unknown one.
    init?(_ message: String) {
        if let match = message.firstMatch(of: /Bind for ([0-9.]+):([0-9]+) failed: port is already allocated/),
            let port = Int(match.2)
        {
            self = .port(port, address: String(match.1))
        } else if let match = message.firstMatch(of: /endpoint with name (\S+) already exists in network (\S+)/) {
            self = .endpoint(String(match.1), network: String(match.2.prefix { $0 != ":" && $0 != "," }))
        } else if Self.signs.contains(where: message.contains)
            || message.contains(/task \S+:? already exists|network \S+ not found/)
        {
            self = .container
        } else {
            return nil
        }
    }
}
