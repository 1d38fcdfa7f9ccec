import CLibrary
import DustyCore
import Essentials
import SystemPackage

/// Directories on this host's disk.
struct DiskDirectories: RunDirectories {
    /// Entries that do not count: they are never synced, or made by running the code.
    private static let ignored: Set<String> = [".git", "__pycache__"]

    func names(in directory: String) async -> [String] {
        let names = try? await UserThread.run {
            let open = try FileDescriptor.directory(directory)
            return try open.closeAfter {
                try open.names().filter { (try? open.status(of: $0))??.isDirectory == true }
            }
        }
        return names?.sorted() ?? []
    }

    func remove(_ directory: String) async throws {
        try await UserThread.run {
            try TrustedRoot(AtomicFile.parent(of: directory)).remove(AtomicFile.name(of: directory))
        }
    }

    /// One line for each file: type and mode, size, time of change, path. Nothing is opened and no link is followed.
    func state(of directory: String, as user: User?) async throws -> String {
        try await UserThread.run(as: user ?? SubprocessRunner.currentUser) { try stateNow(of: directory) }
    }

    private func stateNow(of directory: String) throws -> String {
        var lines: [String] = []
        var waiting = [""]
        while let below = waiting.popLast() {
            for name in try FileManager.default.contentsOfDirectory(atPath: directory + below)
            where !Self.ignored.contains(name) {
                let path = "\(below)/\(name)"
                // The directory is in use: files may disappear.
                guard let status = try status(directory + path) else { continue }
                if status.isDirectory {
                    waiting.append(path)
                } else {
                    let time = "\(status.seconds).\(status.nanoseconds)"
                    lines.append("\(path) \(status.mode) \(status.size) \(time)")
                }
            }
        }
        return lines.sorted().joined(separator: "\n")
    }

    private func status(_ path: String) throws -> FileStatus? {
        do { return try FileStatus(at: path) } catch {
            throw DustyError(.failed, "\(path) cannot be inspected: \(error)")
        }
    }
}
