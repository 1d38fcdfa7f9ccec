import CLibrary
import DustyCore
import SystemPackage

/// Packs and unpacks directory trees with all attributes of their files.
protocol Archiver: Sendable {
    /// Throws when it cannot work at all, with what to do about that.
    func check() async throws
    /// Packs entries of a directory, passing on the archive as it comes; returns warnings, for example about files that
    /// changed meanwhile.
    func pack(
        _ names: [String],
        of directory: String,
        renaming: TarRenaming?,
        each: ([UInt8]) async throws -> Void
    ) async throws -> [String]
    /// Unpacks an archive into an empty directory; `next` returns nil at its end, and what it throws ends the
    /// unpacking. Returns the names in the directory afterwards.
    func unpack(into directory: String, _ next: () async throws -> [UInt8]?) async throws -> [String]
}

/// What is called otherwise in an archive than on the disk, both at the beginning of a path. No part of either means more than itself to tar.
struct TarRenaming: Sendable, Equatable {
    var from: String
    var to: String

    /// Targets of hard links are paths of the archive as well; those of symbolic links are not.
    var argument: String { "--transform=s,^\\./\(from),./\(to),S" }
}

/// GNU tar: owners, modes, extended attributes, hard links and holes survive.
struct Tar: Sendable {
    static let packing = Script(PackageResources.pack_sh)
    static let unpacking = Script(PackageResources.unpack_sh)

    /// What both directions must keep. GNU tar of a Mac knows neither extended attributes nor access control lists, and says so each time it is asked for them.
    static func keeping(isMac: Bool) -> [String] {
        ["--numeric-owner"] + (isMac ? [] : ["--xattrs", "--xattrs-include=*", "--acls"])
    }

    /// Arguments that unpack into tar's working directory.
    static func unpackingArguments(isMac: Bool) -> [String] {
        ["--extract", "--file=-", "--same-owner", "--same-permissions", "--delay-directory-restore"]
            + keeping(isMac: isMac)
    }

    let shell: any Shell
    /// Prefix of failure messages: where it was.
    var place = ""
    /// Whether it runs on a Mac; a machine is never one.
    var isMac = false

    /// Arguments that pack entries of a directory.
    static func packingArguments(
        _ names: [String],
        of directory: String,
        renaming: TarRenaming? = nil,
        isMac: Bool = false
    ) -> [String] {
        ["--create", "--file=-", "--format=posix", "--sparse", "--one-file-system", "--blocking-factor=20"]
            + keeping(isMac: isMac) + (renaming.map { [$0.argument] } ?? [])
            + ["--directory=\(directory)", "--"] + names.map { "./\($0)" }
    }

    func pack(
        _ names: [String],
        of directory: String,
        renaming: TarRenaming? = nil,
        each: ([UInt8]) async throws -> Void
    ) async throws -> [String] {
        let result = try await shell.read(
            Self.packing,
            Self.packingArguments(names, of: directory, renaming: renaming, isMac: isMac),
            each: each
        )
        // tar exits with 1 when files changed or disappeared while it read them.
        guard [0, 1].contains(result.status) else { throw failure("pack", result) }
        return result.complaints
    }

    func unpack(into directory: String, _ next: () async throws -> [UInt8]?) async throws -> [String] {
        let result = try await shell.write(
            to: Self.unpacking,
            [directory] + Self.unpackingArguments(isMac: isMac),
            next
        )
        guard result.status == 0 else { throw failure("unpack", result) }
        return result.output.split(separator: "\0").map(String.init)
    }

    /// The failure of tar; the shell that starts it does not matter.
    func failure(_ verb: String, _ result: CommandResult) -> DustyError {
        var result = result
        result.program = "tar"
        let isFull = result.complaints.contains { $0.contains("No space left on device") }
        return DustyError(
            .failed,
            "\(place)tar could not \(verb): \(result.lastWords())",
            hint: isFull ? "make room: `dusty disk` shows what takes it" : result.advice
        )
    }
}

/// The tar of this host.
struct LocalTar: Archiver {
    private let tar: Tar

    init(programs: any CommandRunner) {
        tar = Tar(shell: LocalShell(runner: programs), isMac: Platform.isMac)
    }

    func check() {}

    func pack(
        _ names: [String],
        of directory: String,
        renaming: TarRenaming?,
        each: ([UInt8]) async throws -> Void
    ) async throws -> [String] {
        try await tar.pack(names, of: directory, renaming: renaming, each: each)
    }

    /// Into the directory that is open here: a path could lead elsewhere by then.
    func unpack(into directory: String, _ next: () async throws -> [UInt8]?) async throws -> [String] {
        let held = try await UserThread.run { try Self.hold(directory) }
        _ = try await tar.unpack(into: held.descriptor.path, next)
        return try await UserThread.run { try held.names() }
    }

    /// Opens a directory that others cannot put anything into.
    private static func hold(_ directory: String) throws -> HeldDirectory {
        do {
            let held = try HeldDirectory.open(directory)
            guard try held.descriptor.status().isOwn else { throw Errno.notPermitted }
            return held
        } catch let error as Errno {
            throw DustyError(.failed, "nothing can be unpacked into \(directory): \(error)")
        }
    }
}
