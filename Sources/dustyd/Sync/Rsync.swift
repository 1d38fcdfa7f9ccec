import CLibrary
import DustyCore

/// Copies with rsync from this host.
struct Rsync: Syncer {
    let far: any FarSide

    /// A syncer that copies to the far side.
    init(to far: any FarSide) {
        self.far = far
    }

    func sync(
        _ transfer: Transfer,
        noting record: TransferRecord,
        onProgress: @Sendable (Job.Progress) async -> Void
    ) async throws -> TransferResult {
        try await check(transfer)
        var result = try await run(transfer, record, onProgress)
        if result.status == Self.vanished, transfer.compared == nil {
            // Users work in the source: a second pass handles what disappeared between listing and copying.
            record.reset()
            result = try await run(transfer, record, onProgress)
        }
        guard result.status == 0 || result.status == Self.vanished else { throw failure(result, transfer) }
        if result.status == 0 { record.finish() }
        return record.contents.result
    }

    func remove(_ removal: Removal, from target: String) async throws -> Int {
        removal.isEmpty ? 0 : try await far.remove(removal, from: target)
    }

    func isEmpty(_ target: String) async throws -> Bool {
        try await far.entries(target)?.isEmpty != false
    }

    func isDirectory(_ path: String) async throws -> Bool {
        try await far.entries(path) != nil
    }

    func generation(of target: String) async -> Int {
        await far.generation(of: target)
    }

    private func run(
        _ transfer: Transfer,
        _ record: TransferRecord,
        _ onProgress: @Sendable (Job.Progress) async -> Void
    ) async throws -> CommandResult {
        try await far.run(on: transfer.target, rehearsing: transfer.isRehearsal) { destination in
            command(transfer, to: destination)
        } onLine: { line in
            guard !line.isError else { return }
            if !RsyncOutput.isItem(line.text), let progress = RsyncOutput.progress(line.text) {
                await onProgress(progress)
            } else {
                record.take(line.text)
            }
        }
    }

    private func command(_ transfer: Transfer, to destination: Destination) -> Command {
        var arguments = [
            // To the nanosecond: files may change twice in a second.
            "--archive", "--no-devices", "--no-specials", "--force", "--modify-window=-1",
            "--info=progress2,stats2", "--out-format=\(RsyncOutput.itemFormat)", "--no-human-readable",
            "--no-inc-recursive", "--outbuf=L",
        ]
        arguments += options(transfer)
        // Hidden from the sending side only, so that such an entry at the target is deleted like everything else that
        // is extra.
        arguments += (transfer.hidden + [UnfinishedFile.pattern]).map { "--filter=H \($0)" }
        // What is a directory is matched by the first of these, anything else by the second.
        arguments += Set(transfer.parts.flatMap(RepoPart.way)).sorted().map(Transfer.pattern)
            .flatMap { ["--filter=S \($0)/", "--filter=H \($0)"] }
        arguments += transfer.excludes.map { "--filter=- \($0)" }
        arguments += transfer.protected.map { "--filter=P \(Transfer.pattern(of: $0))" }
        // After what protects: a rule that takes something in would lay it open.
        if transfer.compared == nil, transfer.hasRules { arguments.append("--filter=. -") }
        if transfer.isRehearsal { arguments.append("--dry-run") }
        arguments += destination.options + ["--rsh=\(regaining(transfer) + destination.shell)"]
        arguments += ["--", directory(transfer.source), destination.path]
        // Names are reported as raw bytes: rsync escapes everything outside of this locale.
        var command = Command(program: "rsync", arguments: arguments, environment: ["LC_ALL": "C"])
        command.limit = Command.longLimit
        // A name that begins with # or ; would be read as a comment.
        command.input = transfer.compared?.flatMap { Array("./".utf8) + $0 + [0] }
        if transfer.compared == nil, transfer.hasRules {
            command.input = transfer.left.flatMap { Array("- ".utf8) + Transfer.line(of: $0) } + transfer.rules
        }
        return reading(transfer, command)
    }

    private func options(_ transfer: Transfer) -> [String] {
        if transfer.compared != nil {
            return ["--omit-dir-times", "--checksum", "--files-from=-", "--from0", "--ignore-missing-args"]
        }
        var options: [String] = []
        switch transfer.manner {
        case .mirror: options += ["--delete"]
        // A container that writes into a directory changes its time, which is not a change of the code.
        case .update: options += ["--omit-dir-times"]
        case .exact: options += ["--delete", "--checksum", "--omit-dir-times"]
        }
        // Given twice, unchanged entries are reported too.
        if transfer.isListed { options += ["--itemize-changes", "--itemize-changes"] }
        return options
    }

    /// With the trailing slash that means "its contents".
    func directory(_ path: String) -> String {
        path.hasSuffix("/") ? path : path + "/"
    }

    private static let vanished: Int32 = 24
}

extension Rsync {
    /// Refuses what would wipe the target or copy it into itself.
    private func check(_ transfer: Transfer) async throws {
        let source = directory(transfer.source)
        let target = directory(transfer.target)
        guard source.hasPrefix("/"), target.hasPrefix("/") else {
            throw DustyError(.internal, "sync needs absolute paths, not \(transfer.source) and \(transfer.target)")
        }
        if try await overlap(source, target) {
            throw DustyError(
                .invalid,
                "\(transfer.source) cannot be synced to \(transfer.target): one lies inside the other",
                hint: "choose another directory for the repo: dusty repos override"
            )
        }
        guard let entries = try await LocalFarSide.names(in: transfer.source, as: transfer.reader) else {
            throw DustyError(
                .notFound,
                "\(transfer.source) does not exist, is not a directory or cannot be read; its copy was left as it is",
                hint: "restore the directory, or give the repo back to Dusty: dusty repos manage"
            )
        }
        if entries.isEmpty, !transfer.mayEmpty, try await far.entries(transfer.target)?.isEmpty == false {
            throw DustyError(
                .conflict,
                "\(transfer.source) is empty and its copy is not; the copy was left as it is",
                hint: "mount what is missing; if it is meant to be empty, empty \(transfer.target) too"
            )
        }
    }

    /// Whether one directory is the other or inside it: by their paths, and on this host by what the paths lead to, through links and in
    /// whatever case.
    private func overlap(_ source: String, _ target: String) async throws -> Bool {
        if source.hasPrefix(target) || target.hasPrefix(source) { return true }
        guard far is LocalFarSide else { return false }
        return try await UserThread.run { Self.isInside(source, target) || Self.isInside(target, source) }
    }

    private static func isInside(_ inner: String, _ outer: String) -> Bool {
        guard let wanted = try? FileStatus(at: outer, following: true) else { return false }
        // The target may not be there yet.
        var there = inner
        while Platform.resolved(there) == nil, there != "/" { there = AtomicFile.parent(of: there) }
        var path = Platform.resolved(there) ?? "/"
        while true {
            if let found = try? FileStatus(at: path), (found.device, found.number) == (wanted.device, wanted.number) {
                return true
            }
            if path == "/" { return false }
            path = AtomicFile.parent(of: path)
        }
    }

    private func failure(_ result: CommandResult, _ transfer: Transfer) -> DustyError {
        let why: (text: String, hint: String?) =
            switch result.status {
            case 11: ("a file could not be read or written", "Look for a full disk: df \(transfer.target)")
            case 5, 12: ("rsync lost its other half", nil)
            case 20: ("rsync was stopped by a signal", "Run it again.")
            case 23:
                (
                    "some files could not be copied, and nothing was deleted for safety",
                    "Look at the files named above: permissions, a full disk, or a mount the daemon may not read."
                )
            case 30, 35:
                ("rsync saw no sign of life of its other half", "Look at the disk or the network, and run it again.")
            default: (ProgramFailure(result).event, result.advice)
            }
        return DustyError(
            .failed,
            "\(transfer.source) could not be synced to \(transfer.target): \(why.text).\n"
                + RsyncOutput.readable(result.lastWords()),
            hint: why.hint
        )
    }
}
