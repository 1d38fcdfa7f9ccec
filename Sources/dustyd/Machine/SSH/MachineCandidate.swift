/// A host that is about to become a machine.
struct MachineCandidate: Sendable {
    /// Name it will have.
    var name: String
    /// Where it is and who logs in there.
    var target: SSHTarget
    /// Its host keys, where they came on a way that nobody else has; nil to ask over the network.
    var hostKeys: HostKeys?
    /// Fingerprint that one of them must have.
    var fingerprint: String?
    /// Whose the first login is; nil where Dusty's own key is there already.
    var first: FirstLogin?
    /// Whether its ports are only reached through the connection.
    var forwardOnly: Bool
}

/// A login before Dusty's own key is there.
struct FirstLogin: Sendable, Equatable {
    /// The user of this host whose key and agent are used.
    var user: User
    /// Their agent.
    var agent: String?
    /// Their private key; nil for their usual ones.
    var identity: String?
}
