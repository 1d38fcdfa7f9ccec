import DustyCore

/// For whom work is done.
struct Caller: Sendable, Equatable {
    /// The user at the other end of the socket.
    var user: User
    /// Their SSH agent's socket, when it is theirs.
    var sshAuthSock: String?
    /// What they are to Dusty; the least unless it is said.
    var role = Role.member
}
