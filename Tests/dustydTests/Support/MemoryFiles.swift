import DustyCore
import Synchronization

@testable import dustyd

/// Files in memory.
final class MemoryFiles: FileStore, TreeStore {
    private let files = Mutex<[String: [UInt8]]>([:])
    let held = HeldFiles()
    /// Signals that a file was written. Signals that were not taken yet count as one.
    let (writes, written) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    /// Paths that cannot be read for a reason of the system's.
    let failing = Mutex<Set<String>>([])
    private let modes = Mutex<[String: UInt16]>([:])

    /// The mode a file was made with.
    func mode(of path: String) -> UInt16? {
        modes.withLock { $0[path] }
    }

    func contents(_ path: String) throws -> [UInt8]? {
        if failing.withLock({ $0.contains(path) }) {
            throw DustyError(.failed, "\(path) cannot be read: Input/output error")
        }
        return files.withLock { $0[path] }
    }

    func replace(_ path: String, with bytes: [UInt8], mode: UInt16) throws {
        try held.check(path)
        files.withLock { $0[path] = bytes }
        written.yield()
        modes.withLock { $0[path] = mode & 0o077 == 0 ? mode : $0[path] ?? mode }
    }

    func files(below directory: String) throws -> [String] {
        files.withLock { files in
            files.keys.filter { $0.hasPrefix("\(directory)/") }.map { String($0.dropFirst(directory.count + 1)) }
        }
    }

    func files(below root: TrustedRoot) -> [String: [UInt8]] {
        files.withLock { files in
            let below = files.filter { $0.key.hasPrefix("\(root.path)/") }
            return Dictionary(uniqueKeysWithValues: below.map { (String($0.dropFirst(root.path.count + 1)), $1) })
        }
    }

    func contents(_ path: String, below root: TrustedRoot) -> [UInt8]? {
        files.withLock { $0["\(root.path)/\(path)"] }
    }

    func executables(below root: TrustedRoot) -> Set<String> {
        Set(
            modes.withLock { modes in
                modes.filter { $0.key.hasPrefix("\(root.path)/") && $0.value & 0o100 != 0 }.keys
                    .map { String($0.dropFirst(root.path.count + 1)) }
            }
        )
    }

    func change(_ changes: [String: [UInt8]?], executable: Set<String>, below root: TrustedRoot) {
        for (path, bytes) in changes {
            files.withLock { $0["\(root.path)/\(path)"] = bytes }
            modes.withLock { $0["\(root.path)/\(path)"] = executable.contains(path) ? 0o755 : 0o644 }
        }
    }

    func names(in directory: String) -> [String] {
        files.withLock { files in
            let below = files.keys.filter { $0.hasPrefix("\(directory)/") }.map { $0.dropFirst(directory.count + 1) }
            return Set(below.compactMap { $0.split(separator: "/").first.map(String.init) }).sorted()
        }
    }

    func move(_ path: String, to target: String) throws {
        files.withLock { files in
            files[target] = files.removeValue(forKey: path)
        }
    }

    func remove(_ path: String) throws {
        files.withLock { $0[path] = nil }
    }

    func isDirectory(_ path: String) -> Bool {
        files.withLock { files in files.keys.contains { $0.hasPrefix("\(path)/") } }
    }

    func isDirectory(_ path: String, for user: User) async throws -> Bool {
        isDirectory(path)
    }

    func isFile(_ path: String) -> Bool {
        files.withLock { $0[path] != nil }
    }
}
