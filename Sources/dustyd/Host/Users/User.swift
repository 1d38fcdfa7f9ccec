import DustyCore

/// A user of this host, with what a process of theirs needs.
struct User: Sendable, Equatable {
    /// Numeric user id.
    var uid: UInt32
    /// Primary group.
    var gid: UInt32
    /// Supplementary groups.
    var groups: [UInt32]
    /// Login name.
    var name: String
    /// Home directory.
    var home: String
}

/// For whom work is done.
struct Caller: Sendable, Equatable {
    /// The user at the other end of the socket.
    var user: User
    /// Their SSH agent's socket, when it is theirs.
    var sshAuthSock: String?
    /// Their role; the least by default.
    var role = Role.member
}
