import DustyCore
import Essentials

/// The `/persist` of a machine at the other end of a connection.
actor RemotePersist: PersistPlace {
    static let exchanging = Script(PackageResources.exchange_sh)
    static let asking = Script(PackageResources.exchange_outcome_sh)
    static let clearing = Script(PackageResources.clear_stages_sh)
    static let measuring = Script(PackageResources.disk_space_sh)
    static let listing = Script(PackageResources.list_persist_sh)
    static let looking = Script(PackageResources.look_at_sh)
    static let staging = Script(PackageResources.make_stage_sh)
    private static let patience = Duration.seconds(45)

    nonisolated let path: String
    private nonisolated let shell: MachineShell
    /// Where this host stores what is being put in place on the machine.
    private nonisolated let journal: String
    /// Whether leftover stages may still exist: those of an earlier daemon, or of a lost connection.
    private var mayHaveStages = true

    /// `directory` is this host's directory for things about the machine.
    init(shell: MachineShell, directory: String) {
        self.shell = shell
        journal = "\(directory)/restore.json"
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
        if words[0] == "apart" {
            throw DustyError.persistApart(path, tree: shell.root, on: shell.connection.record.name)
        }
        let parts = place.split(separator: " ", maxSplits: 1)
        throw DustyError.noRoom(
            for: bytes ?? 0,
            in: parts.last.map(String.init) ?? path,
            free: (Int64(parts[0]) ?? 0) << 10
        )
    }

    /// In a separate task: a cancelled job must still learn the outcome.
    func exchange(_ names: [String], of stage: PersistStage, keeping kept: String) async throws -> String? {
        let exchange = RemoteExchange(
            stage: stage,
            kept: "\(stage.workshop)/\(kept)",
            attempt: String(UInt64.random(in: 0...UInt64.max), radix: 36),
            names: names
        )
        return try await Task {
            try self.note(exchange)
            return try await self.conclude(exchange, self.outcome(of: exchange))
        }.value
    }

    /// What the machine was doing when this host's daemon died continues there; if it did not, it is done from here.
    func settle() async throws -> SettledRestore? {
        guard let bytes = try AtomicFile(journal).read() else { return nil }
        let exchange: RemoteExchange
        do { exchange = try Wire.decode(from: Data(bytes)) } catch {
            throw DustyError(
                .conflict,
                "a restore was cut off, and \(journal), which says where, cannot be read",
                hint:
                    "look at what is in \(path) and \(path)/../restores on `\(shell.connection.record.name)`, and remove it"
            )
        }
        try await shell.connection.ready(within: Self.patience)
        let outcome = try await settledOutcome(of: exchange)
        guard let outcome else {
            try AtomicFile(journal).remove()
            return nil
        }
        return SettledRestore(names: exchange.names, kept: try conclude(exchange, outcome))
    }

    func look(at paths: [String]) async throws -> [String: PersistEntry] {
        guard !paths.isEmpty else { return [:] }
        var found: [String: PersistEntry] = [:]
        for record in try await run(Self.looking, [path] + paths).output.split(separator: "\0") {
            let parts = record.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, let number = UInt64(parts[0]) else { continue }
            found[String(parts[2])] = PersistEntry(number: number, isEmpty: parts[1] == "1")
        }
        return found
    }

    private nonisolated func note(_ exchange: RemoteExchange) throws {
        try AtomicFile(journal).write(Array(try Wire.encode(exchange)), mode: 0o600)
    }

    /// The meaning of an exchange's last word. Until it is known, the plan stays stored.
    private nonisolated func conclude(_ exchange: RemoteExchange, _ outcome: String) throws -> String? {
        let words = outcome.split(maxSplits: 1, whereSeparator: { $0.isWhitespace })
        let reason = words.count > 1 ? words[1].prefix { !$0.isNewline } : ""
        guard words.first != "torn" else {
            throw DustyError(
                .failed,
                "\(path) cannot be exchanged, and not all could be put back: \(reason)",
                hint: "look for what is not in \(path) in \(exchange.stage.placingDirectory)"
            )
        }
        try AtomicFile(journal).remove()
        switch words.first {
        case "placed": return nil
        case "kept": return exchange.kept
        default: throw DustyError(.failed, "\(path) cannot be exchanged: \(reason); it is as it was")
        }
    }

    /// The outcome of an exchange that an earlier daemon began; nil when it never began.
    private nonisolated func settledOutcome(of exchange: RemoteExchange) async throws -> String? {
        let asked = try await run(Self.asking, [exchange.stage.directory, exchange.attempt])
        let word = asked.output.prefix { !$0.isWhitespace }
        switch word {
        case "cut", "torn":
            return try await run(Self.exchanging, exchange.arguments(persist: path)).output
        case "never": return nil
        case "":
            // Without a stage it never began; else it is running.
            let stages = try await run(Self.listing, [shell.root]).output
            guard stages.contains(exchange.stage.placingDirectory) else { return nil }
            throw DustyError(
                .busy,
                "a restore is still being put in place on `\(shell.connection.record.name)`",
                hint: "try again in a minute"
            )
        default: return asked.output
        }
    }

    func clear() async {
        guard mayHaveStages else { return }
        let result = await Task { try? await self.run(Self.clearing, [shell.root]) }.value
        mayHaveStages = result?.status != 0
    }

    private nonisolated func outcome(of exchange: RemoteExchange) async throws -> String {
        do {
            let result = try await run(Self.exchanging, exchange.arguments(persist: path))
            if !result.output.isEmpty { return result.output }
            // Without its own last word it did not begin, or was killed.
            return try await settledOutcome(of: exchange) ?? "back \(result.lastWords())"
        } catch {
            guard let outcome = try await outcomeLater(of: exchange.attempt, exchange.stage) else {
                try? AtomicFile(journal).remove()
                throw error
            }
            return outcome
        }
    }

    /// The outcome of an exchange whose connection was lost, asked through the next one; nil when it never began.
    private nonisolated func outcomeLater(of attempt: String, _ stage: PersistStage) async throws -> String? {
        let lost = DustyError(
            .unavailable,
            "the connection was lost while data were put in place; whether they are is not known",
            hint: "run another job on `\(shell.connection.record.name)`: it finds out and finishes this"
        )
        // A broken connection may be noticed a moment later.
        try? await Task.sleep(for: .seconds(1))
        guard (try? await shell.connection.ready(within: .seconds(90))) != nil,
            let result = try? await run(Self.asking, [stage.directory, attempt])
        else { throw lost }
        let word = result.output.prefix { !$0.isWhitespace }
        if word == "never" { return nil }
        guard !word.isEmpty, word != "cut" else { throw lost }
        return result.output
    }

    private nonisolated func run(_ script: Script, _ arguments: [String]) async throws -> CommandResult {
        try await shell.run(script, arguments, within: .seconds(120))
    }
}

/// What is being put in place on a machine, stored on this host until the outcome is known.
struct RemoteExchange: Codable, Sendable, Equatable {
    var stage: PersistStage
    /// Where the replaced data is kept.
    var kept: String
    /// Tells this attempt from others.
    var attempt: String
    var names: [String]

    /// What the script takes.
    func arguments(persist: String) -> [String] { [stage.directory, persist, kept, attempt] + names }
}
