import DustyCore

/// What is kept of a machine that Dusty reaches by SSH.
struct MachineRecord: Codable, Sendable, Equatable {
    /// Its name.
    var name: String
    /// Where it is and who logs in there.
    var target: SSHTarget
    /// Fingerprints of its host keys.
    var fingerprints: [String]
    /// Socket of the engine there.
    var engineSocket: String
    /// Directory there under which every stack has its tree.
    var root: String
    /// Whether the user there is root.
    var isRoot: Bool
    /// Whether ports are only ever reached through the connection, never at the machine's own address.
    var forwardOnly: Bool
    /// When it was added.
    var addedAt: Timestamp
}
