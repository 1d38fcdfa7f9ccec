import DustyCore

/// The `/persist` of a machine at the other end of a connection.
actor RemotePersist: PersistPlace {
    private static let patience = Duration.seconds(45)

    nonisolated let path: String
    private nonisolated let shell: MachineShell
    /// Whether stages that were left over may still be there: those of an earlier daemon, or of a connection that was lost.
    private var mayHaveStages = true

    init(shell: MachineShell) {
        self.shell = shell
        path = MachineTree(root: shell.root).persist
    }

    func contents() async throws -> PersistContents {
        let result = try await run(Self.listing, [shell.root])
        var names: [String] = []
        var replaced: [String] = []
        for record in result.output.split(separator: "\0") {
            if record.hasPrefix("n") { names.append(String(record.dropFirst())) }
            if record.hasPrefix("r") { replaced.append(String(record.dropFirst())) }
        }
        return PersistContents(names: names.filter { $0 != PersistTree.inside }, replaced: replaced)
    }

    func makeStage(for bytes: Int64?) async throws -> PersistStage {
        try await shell.connection.ready(within: Self.patience)
        mayHaveStages = true
        let id = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let result = try await run(Self.staging, [shell.root, id, String((bytes ?? 0) >> 10)])
        let words = result.output.split(separator: " ", maxSplits: 1)
        guard words.count == 2 else {
            throw DustyError(.failed, "a directory for restores cannot be made beside \(path): \(result.lastWords())")
        }
        let place = words[1].prefix { !$0.isNewline }
        if words[0] == "stage" { return PersistStage(directory: String(place)) }
        let parts = place.split(separator: " ", maxSplits: 1)
        throw DustyError.noRoom(
            for: bytes ?? 0,
            in: parts.last.map(String.init) ?? path,
            free: (Int64(parts[0]) ?? 0) << 10
        )
    }

    /// In a task of its own: a job that is cancelled meanwhile must still learn what became of it.
    func exchange(_ names: [String], of stage: PersistStage, keeping kept: String) async throws -> String? {
        let kept = "\(stage.workshop)/\(kept)"
        let attempt = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let arguments = [stage.directory, path, kept, attempt] + names
        let outcome = try await Task { try await self.outcome(of: arguments, attempt, stage) }.value
        let words = outcome.split(maxSplits: 1, whereSeparator: { $0.isWhitespace })
        let reason = words.count > 1 ? words[1].prefix { !$0.isNewline } : ""
        switch words.first {
        case "placed": return nil
        case "kept": return kept
        case "torn":
            throw DustyError(
                .failed,
                "\(path) cannot be exchanged, and not all could be put back: \(reason)",
                hint: "what was there before is in \(kept), what should be there in \(stage.tree)"
            )
        default: throw DustyError(.failed, "\(path) cannot be exchanged: \(reason). It is as it was.")
        }
    }

    func clear() async {
        guard mayHaveStages else { return }
        let result = await Task { try? await self.run(Self.clearing, [shell.root]) }.value
        mayHaveStages = result?.status != 0
    }

    private nonisolated func outcome(
        of arguments: [String],
        _ attempt: String,
        _ stage: PersistStage
    ) async throws -> String {
        do {
            let result = try await run(Self.exchanging, arguments)
            // Without a word of its own it did not begin.
            return result.output.isEmpty ? "back \(result.lastWords())" : result.output
        } catch {
            guard let outcome = try await outcomeLater(of: attempt, stage) else { throw error }
            return outcome
        }
    }

    /// What became of an exchange whose connection was lost, told by the next one; nil when it never began.
    private nonisolated func outcomeLater(of attempt: String, _ stage: PersistStage) async throws -> String? {
        let lost = DustyError(
            .unavailable,
            "the connection was lost while data were put in place; whether they are cannot be told",
            hint: "they are when \(stage.tree) is empty on \(shell.connection.record.target)"
        )
        // What broke may be noticed a moment later.
        try? await Task.sleep(for: .seconds(1))
        guard (try? await shell.connection.ready(within: .seconds(90))) != nil,
            let result = try? await run(Self.asking, [stage.directory, attempt])
        else { throw lost }
        let word = result.output.prefix { !$0.isWhitespace }
        if word == "never" { return nil }
        guard !word.isEmpty else { throw lost }
        return result.output
    }

    private nonisolated func run(_ script: String, _ arguments: [String]) async throws -> CommandResult {
        try await shell.run(script, arguments, within: .seconds(120))
    }
}
