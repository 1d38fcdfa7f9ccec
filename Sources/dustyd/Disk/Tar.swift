import DustyCore
import SystemPackage

/// Packs and unpacks directory trees with everything that belongs to their files.
protocol Archiver: Sendable {
    /// Throws when it cannot work at all, and says what to do about that.
    func check() async throws
    /// Packs entries of a directory, handing on the archive as it comes; returns warnings, such as of files that changed meanwhile.
    func pack(
        _ names: [String],
        of directory: String,
        each: ([UInt8]) async throws -> Void
    ) async throws -> [String]
    /// Unpacks an archive into an empty directory; `next` returns nil at its end, and what it throws ends the unpacking. Returns the names
    /// of what is in the directory then.
    func unpack(into directory: String, _ next: () async throws -> [UInt8]?) async throws -> [String]
}

/// GNU tar: owners, modes, extended attributes, hard links and holes survive.
struct Tar: Sendable {
    static let packing = Script(PackageResources.pack_sh)
    static let unpacking = Script(PackageResources.unpack_sh)

    /// What both directions must be told to keep.
    private static let keeping = ["--numeric-owner", "--xattrs", "--xattrs-include=*", "--acls"]

    /// Arguments that unpack into the directory that tar is run in.
    static let unpackingArguments =
        ["--extract", "--file=-", "--same-owner", "--same-permissions", "--delay-directory-restore"] + keeping

    let shell: any Shell
    /// What words about failures begin with: where it was.
    var place = ""

    /// Arguments that pack entries of a directory.
    static func packingArguments(_ names: [String], of directory: String) -> [String] {
        ["--create", "--file=-", "--format=posix", "--sparse", "--one-file-system", "--blocking-factor=20"]
            + keeping + ["--directory=\(directory)", "--"] + names.map { "./\($0)" }
    }

    func pack(
        _ names: [String],
        of directory: String,
        each: ([UInt8]) async throws -> Void
    ) async throws -> [String] {
        let result = try await shell.read(Self.packing, Self.packingArguments(names, of: directory), each: each)
        // 1 is tar's word for files that changed or vanished while it read them.
        guard [0, 1].contains(result.status) else { throw failure("pack", result) }
        return result.complaints
    }

    func unpack(into directory: String, _ next: () async throws -> [UInt8]?) async throws -> [String] {
        let result = try await shell.write(to: Self.unpacking, [directory] + Self.unpackingArguments, next)
        guard result.status == 0 else { throw failure("unpack", result) }
        return result.output.split(separator: "\0").map(String.init)
    }

    /// What became of tar when it failed; the shell that begins it is not of interest.
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
        tar = Tar(shell: LocalShell(runner: programs))
    }

    func check() {}

    func pack(
        _ names: [String],
        of directory: String,
        each: ([UInt8]) async throws -> Void
    ) async throws -> [String] {
        try await tar.pack(names, of: directory, each: each)
    }

    /// Into the directory that is open here: a path could lead somewhere else by then.
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
