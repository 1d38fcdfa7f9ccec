import DustyCore
import Essentials

/// A file that only this user can read, for as long as it is needed.
enum PrivateFile {
    /// Makes the file with some content in a temporary directory, and removes both afterwards.
    static func with<T>(_ content: Data, _ body: (String) async throws -> T) async throws -> T {
        let base = UserEnvironment.value(of: "XDG_RUNTIME_DIR") ?? "/tmp"
        let directory = "\(base)/dusty-\(UUID().uuidString)"
        // One that already exists is an error, no matter who made it.
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let file = try NewFile("\(directory)/value")
        try file.append([UInt8](content))
        return try await body(file.path)
    }
}
