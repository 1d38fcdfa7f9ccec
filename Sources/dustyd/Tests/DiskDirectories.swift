import DustyCore
import FoundationEssentials
import Glibc

/// Directories on this host's disk.
struct DiskDirectories: RunDirectories {
    /// What of a directory does not count: it is never synced, or made by running the code.
    private static let ignored: Set<String> = [".git", "__pycache__"]

    func names(in directory: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { (try? status("\(directory)/\($0)")).map { $0.st_mode & S_IFMT == S_IFDIR } == true }
            .sorted()
    }

    func remove(_ directory: String) throws {
        do {
            try FileManager.default.removeItem(atPath: directory)
        } catch let error as CocoaError where error.code == .fileNoSuchFile {
            return
        } catch {
            throw DustyError(.failed, "\(directory) cannot be removed: \(error)")
        }
    }

    /// One line for each file: type and mode, size, time of change, path. Nothing is opened and no link is followed.
    func state(of directory: String) throws -> String {
        try state(of: directory, countsDirectories: false)
    }

    /// The same; with `countsDirectories` a line for each directory as well.
    func state(of directory: String, countsDirectories: Bool) throws -> String {
        var lines: [String] = []
        var waiting = [""]
        while let below = waiting.popLast() {
            for name in try FileManager.default.contentsOfDirectory(atPath: directory + below)
            where !Self.ignored.contains(name) {
                let path = "\(below)/\(name)"
                // Somebody works there: what has gone since is not there.
                guard let status = try status(directory + path) else { continue }
                if status.st_mode & S_IFMT == S_IFDIR {
                    waiting.append(path)
                    if countsDirectories { lines.append("\(path)/ \(status.st_mode)") }
                } else {
                    let time = "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
                    lines.append("\(path) \(status.st_mode) \(status.st_size) \(time)")
                }
            }
        }
        return lines.sorted().joined(separator: "\n")
    }

    private func status(_ path: String) throws -> stat? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw DustyError(.failed, "\(path) cannot be looked at: error \(errno)")
        }
        return status
    }
}
