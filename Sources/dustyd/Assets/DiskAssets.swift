import DustyCore
import Glibc
import SystemPackage

/// Assets as files that only root can read, in a directory that only root can enter.
///
/// Containers may have the directory above mounted and be up to anything, so no symbolic link is followed, here or in the directory.
struct DiskAssets: AssetStore {
    private static let temporaryPrefix = ".new-"
    private let directory: String

    /// Assets in this directory, which is made when the first is set.
    init(directory: String) {
        self.directory = directory
    }

    func all() throws -> [String: StoredAsset] {
        try withDirectory(making: false) { directory in
            var result: [String: StoredAsset] = [:]
            for name in try names(in: directory) where AssetSpec.isName(name) {
                result[name] = stored(name, in: directory)
            }
            return result
        } ?? [:]
    }

    func read(_ name: String) throws -> [UInt8]? {
        try withDirectory(making: false) { directory in
            guard stored(name, in: directory) != nil else { return nil }
            let descriptor = openat(directory.rawValue, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { throw failure("read", name) }
            let file = FileDescriptor(rawValue: descriptor)
            return try file.closeAfter { try file.readAll() }
        } ?? nil
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        if try read(name) == bytes { return }
        _ = try withDirectory(making: true) { directory in
            let temporary = Self.temporaryPrefix + String(UInt64.random(in: 0...UInt64.max), radix: 36)
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let descriptor = openat(directory.rawValue, temporary, flags, 0o600)
            guard descriptor >= 0 else { throw failure("written", name) }
            do {
                let file = FileDescriptor(rawValue: descriptor)
                try file.closeAfter {
                    try file.writeAll(bytes)
                    guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else { throw failure("written", name) }
                }
                guard renameat(directory.rawValue, temporary, directory.rawValue, name) == 0 else {
                    throw failure("written", name)
                }
                fsync(directory.rawValue)
            } catch {
                unlinkat(directory.rawValue, temporary, 0)
                throw (error as? Errno).map { failure("written", name, $0) } ?? error
            }
        }
    }

    func remove(_ name: String) throws {
        _ = try withDirectory(making: false) { directory in
            guard unlinkat(directory.rawValue, name, 0) == 0 || errno == ENOENT else {
                throw failure("removed", name)
            }
        }
    }
}

extension DiskAssets {
    /// Runs `body` with the directory open; nil when there is none and none shall be made.
    private func withDirectory<Value>(
        making: Bool,
        _ body: (FileDescriptor) throws -> Value
    ) throws -> Value? {
        if making {
            do { try AtomicFile.makeDirectories(AtomicFile.parent(of: directory)) } catch {
                throw DustyError(.failed, "\(directory) cannot be made: \(error).")
            }
            guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw failure("made", "the directory") }
        }
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT, !making { return nil }
        guard descriptor >= 0 else { throw failure("opened", "the directory") }
        let file = FileDescriptor(rawValue: descriptor)
        return try file.closeAfter {
            // It may have been there before, made by somebody else.
            guard fchmod(descriptor, 0o700) == 0 else { throw failure("closed to others", "the directory") }
            return try body(file)
        }
    }

    private func names(in directory: FileDescriptor) throws -> [String] {
        let copy = openat(directory.rawValue, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let listing = fdopendir(copy) else { throw failure("listed", "the directory") }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
            )
        }
        return names
    }

    private func stored(_ name: String, in directory: FileDescriptor) -> StoredAsset? {
        var status = stat()
        guard fstatat(directory.rawValue, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFREG
        else { return nil }
        let time = status.st_mtim
        return StoredAsset(
            setAt: Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000),
            stamp: "\(time.tv_sec).\(time.tv_nsec)-\(status.st_size)",
            bytes: Int(status.st_size)
        )
    }

    private func failure(_ verb: String, _ name: String, _ error: Errno = Errno(rawValue: errno)) -> DustyError {
        DustyError(.failed, "\(name) of the assets in \(directory) cannot be \(verb): \(error).")
    }
}
