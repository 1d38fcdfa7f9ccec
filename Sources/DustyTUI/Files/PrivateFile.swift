import DustyCore
import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that nobody else can read, for as long as it is needed.
enum PrivateFile {
    /// Makes the file with some content in a directory of its own, and removes both afterwards.
    static func with<T>(_ content: Data, _ body: (String) async throws -> T) async throws -> T {
        let wanted = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"] ?? ""
        let base = wanted.isEmpty ? "/tmp" : wanted
        var template = Array("\(base)/dusty-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw DustyError(.failed, "a directory below \(base) cannot be made: \(String(cString: strerror(errno)))")
        }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = "\(directory)/value"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DustyError(.failed, "\(path) cannot be made: \(String(cString: strerror(errno)))")
        }
        close(descriptor)
        try content.write(to: URL(filePath: path))
        return try await body(path)
    }
}
