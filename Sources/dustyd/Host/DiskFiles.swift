import CLibrary
import DustyCore
import Essentials
import SystemPackage

/// The daemon's own files on this host's disk.
struct DiskFiles: FileStore {
    let held = HeldFiles()

    func contents(_ path: String) throws -> [UInt8]? {
        try AtomicFile(path).read()
    }

    func replace(_ path: String, with bytes: [UInt8], mode: UInt16) throws {
        try held.check(path)
        try AtomicFile(path).write(bytes, mode: mode)
    }

    func files(below directory: String) throws -> [String] {
        guard isDirectory(directory) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: directory).filter { isFile("\(directory)/\($0)") }
    }

    func names(in directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    }

    func move(_ path: String, to target: String) throws {
        try FileManager.default.moveItem(atPath: path, toPath: target)
    }

    func remove(_ path: String) throws {
        try AtomicFile(path).remove()
    }

    func isDirectory(_ path: String) -> Bool {
        var directory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &directory) && directory
    }

    func isDirectory(_ path: String, for user: User) async throws -> Bool {
        try await UserThread.run(as: user) {
            do {
                // Listing it takes the right to read, opening its entries the right to enter; the kernel is asked for
                // both.
                try TrustedRoot(path).open(".", O_RDONLY | O_DIRECTORY).close()
                return true
            } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
                return false
            } catch let error as Errno {
                throw DustyError(
                    .forbidden,
                    "\(user.name) cannot read \(path): \(error)",
                    hint: "choose a directory that you may read"
                )
            }
        }
    }

    func isFile(_ path: String) -> Bool {
        var directory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &directory) && !directory
    }
}

/// Files of the daemon's own: read whole, replaced atomically.
protocol FileStore: Sendable {
    /// Files that must not be overwritten.
    var held: HeldFiles { get }
    /// A file's bytes; nil when there is no such file. Throws `DustyError` `.invalid` when something else is there, and
    /// another one when it cannot be read.
    func contents(_ path: String) throws -> [UInt8]?
    /// Replaces a file atomically, making its directory when it is missing. Throws when it must not be overwritten.
    func replace(_ path: String, with bytes: [UInt8], mode: UInt16) throws
    /// Paths of the regular files below a directory, relative to it; empty when there is no such directory.
    func files(below directory: String) throws -> [String]
    /// Names in a directory; empty when it cannot be read.
    func names(in directory: String) -> [String]
    /// Gives a file, or whatever else is there, another path on the same file system.
    func move(_ path: String, to target: String) throws
    /// Removes a file; nothing happens when there is none.
    func remove(_ path: String) throws
    /// Whether there is a directory at this path.
    func isDirectory(_ path: String) -> Bool
    /// Whether there is a directory at this path that a user may read and enter.
    func isDirectory(_ path: String, for user: User) async throws -> Bool
    /// Whether there is a file at this path.
    func isFile(_ path: String) -> Bool
}
