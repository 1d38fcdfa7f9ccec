import CLibrary
import DustyCore
import Essentials

/// Writes specs into a directory: all of them or none, over nothing existing, and nothing outside of it.
struct NewSpecs: Sendable {
    /// Absolute path of the directory.
    let directory: String
    /// Texts by relative path.
    let files: [String: String]
    /// Relative paths of files that only the user may read.
    let secret: Set<String>

    /// Writes the files; returns their relative paths, sorted.
    func write() throws -> [String] {
        try check()
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw DustyError(.failed, "\(directory) cannot be made", hint: "choose another directory with --to")
        }
        var written: [String] = []
        do {
            for path in files.keys.sorted() {
                try write(path)
                written.append(path)
            }
        } catch {
            for path in written { unlink("\(directory)/\(path)") }
            throw error
        }
        return written
    }

    /// Refuses to begin if anything is in the way.
    private func check() throws {
        let there = files.keys.sorted().filter { exists("\(directory)/\($0)") != nil }
        guard there.isEmpty else {
            let more = there.count > 3 ? " and \(there.count - 3) more" : ""
            throw DustyError(
                .conflict,
                "nothing was written: \(directory) has \(there.prefix(3).joined(separator: ", "))\(more) already",
                hint: "choose another directory with --to"
            )
        }
        for folder in folders where exists("\(directory)/\(folder)").map({ $0 != S_IFDIR }) == true {
            throw DustyError(
                .conflict,
                "nothing was written: \(directory)/\(folder) is no directory, or a link",
                hint: "choose another directory with --to"
            )
        }
    }

    private var folders: Set<String> {
        Set(files.keys.compactMap { $0.split(separator: "/").dropLast().first.map(String.init) })
    }

    /// The type of an entry, links not followed; nil when it does not exist.
    private func exists(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private func write(_ path: String) throws {
        let parts = path.split(separator: "/").map(String.init)
        let root = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw failure(path) }
        defer { close(root) }
        var parent = root
        defer { if parent != root { close(parent) } }
        if parts.count > 1, let folder = parts.first {
            guard mkdirat(root, folder, 0o777) == 0 || errno == EEXIST else { throw failure(path) }
            // Not through a link, which could lead anywhere.
            parent = openat(root, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard parent >= 0 else {
                parent = root
                throw failure(path)
            }
        }
        let mode: mode_t = secret.contains(path) ? 0o600 : 0o666
        let descriptor = openat(parent, parts.last ?? path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(path) }
        do {
            try NewFile(made: descriptor, "\(directory)/\(path)").append(Array((files[path] ?? "").utf8))
        } catch {
            unlinkat(parent, parts.last ?? path, 0)
            throw error
        }
    }

    private func failure(_ path: String) -> DustyError {
        DustyError(
            .failed,
            "\(directory)/\(path) cannot be written: \(String(cString: strerror(errno)))",
            hint: "choose another directory with --to"
        )
    }
}
