#if canImport(Darwin)
import SystemPackage

/// What watches directories on a Mac: nothing, so that they are looked at every few seconds. The kernel's queue needs an open file for each
/// directory, and FSEvents reports to root what its reader may not see.
struct HostWatcher: TreeWatcher {
    var limit = Self.limit

    func watch(
        _ root: String,
        as reader: User,
        excluding lines: [String]?,
        draining drain: WatchDrain?,
        _ tell: @escaping @Sendable (Changes) -> Void
    ) async throws -> WatchEnd {
        tell(.blind)
        return .exhausted(0)
    }

    func awaitReturn(of root: String, as reader: User) async throws {
        while try await !UserThread.run(as: reader, { Self.isThere(root) }) { try await Task.sleep(for: .seconds(2)) }
    }

    private static func isThere(_ root: String) -> Bool {
        guard let directory = try? FileDescriptor.directory(root) else { return false }
        try? directory.close()
        return true
    }
}
#endif
