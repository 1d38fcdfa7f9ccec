import CLibrary
import DustyCore

/// Holds the right to serve a socket path, so that a second daemon cannot take the path away from a living one.
final class SocketLock: Sendable {
    /// Longest path that a Unix socket can have on every system.
    private static let longestPath = 103
    private let descriptor: Int32

    init(_ paths: Paths) throws {
        guard paths.socket.utf8.count <= Self.longestPath else {
            throw DustyError(
                .invalid,
                "the socket path \(paths.socket) is longer than \(Self.longestPath) bytes",
                hint: "set DUSTY_SOCKET_PATH to a shorter one"
            )
        }
        try Self.makeDirectory(of: paths.socket)
        if let status = try? FileStatus(at: paths.socket), !status.isSocket {
            throw DustyError(
                .conflict,
                "\(paths.socket) exists and is not a socket",
                hint: "remove it or set DUSTY_SOCKET_PATH"
            )
        }
        descriptor = CLibrary.open(paths.lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw DustyError(
                .conflict,
                "another dustyd serves \(paths.socket)",
                hint: "stop it first, or set DUSTY_SOCKET_PATH for a second one"
            )
        }
    }

    deinit {
        close(descriptor)
    }

    /// Everyone may pass through the directory: the socket decides who may connect, and its owner need not be in the
    /// group. An existing one stays as it is, unless an earlier version made it for the group only.
    private static func makeDirectory(of socket: String) throws {
        let directory = String(socket[..<(socket.lastIndex(of: "/") ?? socket.startIndex)])
        guard directory.hasPrefix("/") else {
            throw DustyError(.invalid, "the socket path \(socket) is not absolute")
        }
        if let status = try? FileStatus(at: directory, following: true) {
            // The user database is asked last, because it may be slow.
            if status.owner == 0, status.group != 0, status.rights == 0o750,
                status.group == User.groupID(named: CallerDirectory.group)
            {
                _ = chmod(directory, 0o755)
            }
            return
        }
        let parent = String(directory[..<(directory.lastIndex(of: "/") ?? directory.startIndex)])
        if !parent.isEmpty { mkdir(parent, 0o755) }
        guard mkdir(directory, 0o755) == 0 || errno == EEXIST else {
            throw DustyError(.failed, "cannot make \(directory): \(String(cString: strerror(errno)))")
        }
        _ = chmod(directory, 0o755)
    }
}
