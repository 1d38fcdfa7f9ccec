import CLibrary
import DustyCore
import SystemPackage

/// Assets as files that only root can read, in a directory that only root can enter.
///
/// Containers may have the parent directory mounted and be hostile, so no symbolic link is followed, here or in the
/// directory.
struct DiskAssets: AssetStore {
    /// More than a request can bring.
    private static let limit = 256 << 20
    private let place: String

    /// Assets in this directory, which is made when the first is set.
    init(directory: String) {
        place = directory
    }

    func all() async throws -> [String: StoredAsset] {
        try await UserThread.run {
            try withDirectory(making: false) { directory in
                var result: [String: StoredAsset] = [:]
                for name in try directory.names() where AssetSpec.isName(name) {
                    result[name] = try stored(name, in: directory)
                }
                return result
            } ?? [:]
        }
    }

    func read(_ name: String) async throws -> [UInt8]? {
        try await UserThread.run {
            try withDirectory(making: false) { directory in try contents(name, in: directory) } ?? nil
        }
    }

    func write(_ name: String, _ bytes: [UInt8]) async throws {
        _ = try await UserThread.run {
            try withDirectory(making: true) { directory in
                guard try contents(name, in: directory) != bytes else { return }
                try UnfinishedFile.write(bytes, in: directory, orMode: 0o600) { unfinished in
                    guard renameat(directory.rawValue, unfinished, directory.rawValue, name) == 0 else {
                        throw Errno(rawValue: errno)
                    }
                }
                fsync(directory.rawValue)
            }
        }
    }

    func remove(_ name: String) async throws {
        _ = try await UserThread.run {
            try withDirectory(making: false) { directory in
                guard unlinkat(directory.rawValue, name, 0) == 0 || errno == ENOENT else {
                    throw Errno(rawValue: errno)
                }
            }
        }
    }
}

extension DiskAssets {
    /// Runs `body` with the directory open; nil when there is none and it should not be made.
    private func withDirectory<Value>(
        making: Bool,
        _ body: (FileDescriptor) throws -> Value
    ) throws -> Value? {
        let root = TrustedRoot(AtomicFile.parent(of: place))
        do {
            let name = AtomicFile.name(of: place)
            let directory = try root.directory(name, making: making ? 0o700 : nil)
            return try directory.closeAfter {
                // It may have been there before, made by another program.
                guard fchmod(directory.rawValue, 0o700) == 0 else { throw Errno(rawValue: errno) }
                return try body(directory)
            }
        } catch Errno.noSuchFileOrDirectory where !making {
            return nil
        } catch let error as Errno {
            throw DustyError(.failed, "the assets in \(place) cannot be used: \(error)")
        }
    }

    private func contents(_ name: String, in directory: FileDescriptor) throws -> [UInt8]? {
        guard try stored(name, in: directory) != nil else { return nil }
        let file = try directory.openRegular(name, O_RDONLY)
        return try file.closeAfter {
            guard let bytes = try file.readAll(limit: Self.limit) else { throw Errno.fileTooLarge }
            return bytes
        }
    }

    private func stored(_ name: String, in directory: FileDescriptor) throws -> StoredAsset? {
        guard let status = try directory.status(of: name), status.isFile else { return nil }
        return StoredAsset(
            setAt: Timestamp(milliseconds: Int64(status.seconds) * 1000 + Int64(status.nanoseconds) / 1_000_000),
            stamp: "\(status.seconds).\(status.nanoseconds)-\(status.size)",
            bytes: status.size
        )
    }
}
