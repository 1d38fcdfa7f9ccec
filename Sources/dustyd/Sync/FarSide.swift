import DustyCore
import Glibc

/// The side that rsync copies to.
protocol FarSide: Sendable {
    /// What rsync must be told to reach a directory there.
    func options(for target: String) -> [String]
    /// Changes whenever what is in a directory there may be other than it was left.
    func generation(of target: String) async -> Int
    /// How rsync is told of a directory there.
    func destination(_ path: String) -> String
    /// Makes sure that a directory can be copied to.
    func make(_ path: String) async throws
    /// Names in a directory; nil when it cannot be listed.
    func entries(_ path: String) async throws -> [String]?
    /// Runs rsync for a directory there.
    func run(
        _ command: Command,
        on path: String,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws -> CommandResult
}

/// This host.
struct LocalFarSide: FarSide {
    let runner: any CommandRunner

    func options(for target: String) -> [String] { [] }

    func generation(of target: String) -> Int {
        var status = stat()
        guard lstat(target, &status) == 0 else { return 0 }
        var hasher = Hasher()
        hasher.combine(status.st_ino)
        hasher.combine(status.st_mtim.tv_sec)
        hasher.combine(status.st_mtim.tv_nsec)
        return hasher.finalize()
    }

    /// The path is absolute, so a colon in it does not mean another host.
    func destination(_ path: String) -> String { path }

    func make(_ path: String) throws {
        do {
            try AtomicFile.makeDirectories(path)
        } catch {
            throw DustyError(.failed, "The directory \(path) cannot be made: \(error).")
        }
    }

    func entries(_ path: String) -> [String]? { Self.names(in: path) }

    func run(
        _ command: Command,
        on path: String,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws -> CommandResult {
        try await runner.run(command, onLine: onLine)
    }

    /// Names in a directory of this host; nil when it cannot be listed.
    static func names(in path: String) -> [String]? {
        guard let listing = opendir(path) else { return nil }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
