import Essentials

/// A directory that lives as long as a test's body.
public struct TemporaryDirectory: Sendable {
    /// Its path, short enough for sockets inside.
    public let path: String

    /// Runs `body` with a new, empty directory, then removes it.
    public static func with<Result>(_ body: (TemporaryDirectory) async throws -> Result) async throws -> Result {
        let path = try RunDirectory.makeDirectory()
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(TemporaryDirectory(path: path))
    }

    /// Writes a file below the directory, with the directories above it, and returns its path.
    @discardableResult
    public func write(_ name: String, _ text: String) throws -> String {
        let file = path + "/" + name
        let parent = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }
}
