import DustyCore
import SystemPackage

/// GNU tar on this host: owners, modes, extended attributes, hard links and holes survive.
struct TarProgram: Archiver {
    let programs: any CommandRunner

    /// What both directions must be told to keep.
    private static let keeping = ["--numeric-owner", "--xattrs", "--xattrs-include=*", "--acls"]

    /// Arguments that pack entries of a directory.
    static func packing(_ names: [String], of directory: String) -> [String] {
        ["--create", "--file=-", "--format=posix", "--sparse", "--one-file-system", "--blocking-factor=20"]
            + keeping + ["--directory=\(directory)", "--"] + names.map { "./\($0)" }
    }

    /// Arguments that unpack into the directory that tar is run in: a path could lead somewhere else by then.
    static let unpacking =
        ["--extract", "--file=-", "--same-owner", "--same-permissions", "--delay-directory-restore"] + keeping

    func check() {}

    func pack(
        _ names: [String],
        of directory: String,
        each: ([UInt8]) async throws -> Void
    ) async throws -> [String] {
        let command = Command(program: "tar", arguments: Self.packing(names, of: directory))
        let ending = try await programs.read(command, each: each)
        // 1 is tar's word for files that changed or vanished while it read them.
        guard [0, 1].contains(ending.status) else { throw Self.failure("pack", ending) }
        return ending.complaints
    }

    func unpack(into directory: String, _ next: () async throws -> [UInt8]?) async throws -> [String] {
        let held = try await UserThread.run { try Self.hold(directory) }
        let command = Command(program: "tar", arguments: Self.unpacking, directory: held.descriptor.path)
        let ending = try await programs.write(to: command, next)
        guard ending.status == 0 else { throw Self.failure("unpack", ending) }
        return try await UserThread.run { try held.names() }
    }

    /// Opens a directory that nobody else can put anything into.
    private static func hold(_ directory: String) throws -> HeldDirectory {
        do {
            let held = try HeldDirectory.open(directory)
            guard try held.descriptor.status().isOwn else { throw Errno.notPermitted }
            return held
        } catch let error as Errno {
            throw DustyError(.failed, "nothing can be unpacked into \(directory): \(error)")
        }
    }

    /// What became of tar when it failed.
    static func failure(_ verb: String, _ ending: CommandResult) -> DustyError {
        let isFull = ending.complaints.contains { $0.contains("No space left on device") }
        return DustyError(
            .failed,
            "tar could not \(verb): \(ending.lastWords())",
            hint: isFull ? "make room: `dusty disk` shows what takes it" : ending.advice
        )
    }
}
