import CLibrary
import DustyCore
import SystemPackage

/// The side that rsync copies to.
protocol FarSide: Sendable {
    /// Changes whenever a directory there may differ from how it was left.
    func generation(of target: String) async -> Int
    /// Names in a directory; nil when it cannot be listed.
    func entries(_ path: String) async throws -> [String]?
    /// Runs rsync for a directory there, which is made when it is missing, unless it is a rehearsal. Wherever a
    /// container redirects a path, nothing outside that directory is written.
    func run(
        on target: String,
        rehearsing: Bool,
        _ command: @escaping @Sendable (Destination) -> Command,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws -> CommandResult
    /// Deletes entries of a directory there; returns how many went.
    func remove(_ removal: Removal, from target: String) async throws -> Int
}

/// The directory's name for rsync.
struct Destination: Sendable, Equatable {
    /// The line that starts the receiving half, as rsync splits it.
    var shell: String
    var options: [String]
    var path: String
}

/// This host.
struct LocalFarSide: FarSide {
    let runner: any CommandRunner
    /// The root of the machine's tree, whose own directories are trusted; what is in them is not.
    let root: String
    /// How long rsync may be silent. A container that replaces a file with a pipe while rsync opens it blocks rsync
    /// forever.
    var silence = Duration.seconds(900)

    func generation(of target: String) -> Int {
        guard let status = try? FileStatus(at: target) else { return 0 }
        var hasher = Hasher()
        hasher.combine(status.number)
        hasher.combine(status.seconds)
        hasher.combine(status.nanoseconds)
        return hasher.finalize()
    }

    func entries(_ path: String) async throws -> [String]? {
        let place = try MachinePlace.below(root, path)
        return try await UserThread.run {
            guard let directory = try? TrustedRoot(place.trusted).directory(place.relative) else { return nil }
            return try directory.closeAfter { try? directory.names() }
        }
    }

    func run(
        on target: String,
        rehearsing: Bool,
        _ command: @escaping @Sendable (Destination) -> Command,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws -> CommandResult {
        let place = try MachinePlace.below(root, target)
        let (directory, leftover) = try await UserThread.run { try Self.open(place, rehearsing: rehearsing) }
        defer {
            try? directory.close()
            if let leftover { rmdir(leftover) }
        }
        let shell = try RsyncServer.shell(directory)
        let destination = Destination(shell: shell, options: ["--numeric-ids"], path: "dusty\(RsyncServer.module)")
        let command = command(destination)
        let result = try await withoutActuallyEscaping(onLine) { onLine in
            try await withSilenceLimit(silence) { alive in
                try await runner.run(command) { line in
                    alive()
                    await onLine(line)
                }
            }
        }
        if let result { return result }
        throw DustyError(
            .failed,
            "nothing of \(target) was copied for \(silence.components.seconds) s, so rsync was ended",
            hint: "see whether a container changes its files all the time, or a disk does not answer"
        )
    }

    func remove(_ removal: Removal, from target: String) async throws -> Int {
        let place = try MachinePlace.below(root, target)
        return try await UserThread.run {
            do {
                let copy = try TrustedRoot(place.trusted).directory(place.relative)
                return try copy.closeAfter { try removal.carryOut(in: copy) }
            } catch Errno.noSuchFileOrDirectory, Errno.notDirectory, Errno.tooManySymbolicLinkLevels {
                return 0
            } catch let error as Errno {
                throw DustyError(.failed, "what the source no longer has cannot be deleted from \(target): \(error)")
            }
        }
    }

    private static func open(_ place: MachinePlace, rehearsing: Bool) throws -> (FileDescriptor, leftover: String?) {
        let root = TrustedRoot(place.trusted)
        do {
            guard rehearsing else { return (try root.directory(place.relative, making: 0o755, replacing: true), nil) }
            if let there = try? root.directory(place.relative) { return (there, nil) }
            return try empty()
        } catch let error as Errno {
            throw DustyError(.failed, "the directory \(root.path)/\(place.relative) cannot be made: \(error)")
        }
    }

    /// An empty directory that no longer has a name; on a Mac, where nothing leads to such a one, with the name that is yet to be removed.
    private static func empty() throws -> (FileDescriptor, leftover: String?) {
        // The system replaces the last six letters.
        var template = Array("/tmp/dusty-\(String(repeating: "X", count: 6))".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { if !Platform.isMac { rmdir(path) } }
        return (try FileDescriptor.directory(path), Platform.isMac ? path : nil)
    }

    /// Names in a directory of this host that its user names; nil when it cannot be listed.
    static func names(in path: String, as reader: User?) async throws -> [String]? {
        try await UserThread.run(as: reader ?? SubprocessRunner.currentUser) {
            guard let directory = try? FileDescriptor.directory(path) else { return nil }
            return try directory.closeAfter { try? directory.names() }
        }
    }
}
