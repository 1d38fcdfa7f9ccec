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
