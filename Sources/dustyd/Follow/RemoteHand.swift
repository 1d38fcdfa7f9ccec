import CLibrary
import DustyCore
import SystemPackage

/// Copies a few files of a repo to another machine without starting a program there for each change: a script waits
/// for them at the end of the connection.
///
/// Files are read as `LocalHand` reads them. There they are made where no container can see them, and renamed into a
/// directory that was entered through no link. Whatever the script cannot do is left to rsync.
actor RemoteHand: Hand {
    /// How much is sent at once; more is left to rsync.
    private static let load = 4 << 20
    /// How many of the latest files are remembered.
    private static let memory = 512
    static let script = Script(PackageResources.remote_hand_sh)

    /// A script that waits.
    private struct Session {
        let talk: Talk
        /// The connection at whose end it is.
        let epoch: Int
        let task: Task<Void, Never>
        /// Lets it end.
        let end: AsyncStream<Void>.Continuation
    }

    /// The script cannot run there.
    private struct Unable: Error {}

    nonisolated let heedsGenerations = true
    nonisolated let width = Changes.few

    /// The root of the machine's tree.
    private let root: String
    private let manifests: ManifestStore
    private let runner: any TalkRunner
    /// How long answers may take.
    private let patience: Duration
    /// How long all is left to rsync after a session could not be opened.
    private let respite: Duration
    /// The program that runs a script there with these arguments.
    private let command: @Sendable (Script, [String]) -> Command
    /// Which connection it is, counted; nil while there is none.
    private let epoch: @Sendable () async -> Int?
    private let turns = NameLocks()
    private var session: Session?
    /// The connection at whose end the script did not begin, and until when it is not tried again.
    private var unable: (epoch: Int, until: ContinuousClock.Instant)?
    /// What was sent last of a path of a copy. Rsync may have changed it since.
    private var sent: [[UInt8]: UInt64] = [:]

    init(
        root: String,
        manifests: ManifestStore,
        runner: any TalkRunner = SubprocessRunner(),
        patience: Duration = .seconds(20),
        respite: Duration = .seconds(60),
        command: @escaping @Sendable (Script, [String]) -> Command,
        epoch: @escaping @Sendable () async -> Int?
    ) {
        self.root = root
        self.manifests = manifests
        self.runner = runner
        self.patience = patience
        self.respite = respite
        self.command = command
        self.epoch = epoch
    }

    func settle(
        _ paths: [[UInt8]],
        by transfer: Transfer,
        mounted: @Sendable () async throws -> [String]
    ) async throws -> HandOutcome {
        let outcome = try await HandWork.with(paths, by: transfer, manifests, mounted: mounted) { work in
            let place = try MachinePlace.below(root, transfer.target)
            guard let errands = try await UserThread.run({ try work.errands(in: place) }) else {
                return HandOutcome.tooMuch
            }
            return try await turns.holding("") { await carryOut(errands, transfer, work.ledger) }
        }
        return outcome ?? .tooMuch
    }

    func taken(_ name: String) -> ConflictStore.Content? { nil }

    func begin() {}

    func rest() {
        session?.end.finish()
        session = nil
        sent = [:]
    }

    private func carryOut(_ all: [HandErrand], _ transfer: Transfer, _ ledger: ManifestLedger) async -> HandOutcome {
        guard let session = await open() else { return .tooMuch }
        // Two events of one change are one errand. Of a deletion the ledger knows; of anything else it knows whether
        // rsync has put something else there since.
        let errands = all.filter {
            $0.print == nil || sent[$0.key(in: transfer)] != $0.mark || ledger.print(of: $0.path) != $0.print
        }
        guard !errands.isEmpty else { return HandOutcome() }
        let bytes = errands.flatMap(\.record.bytes)
        let changed = errands.filter { $0.print == nil || ledger.print(of: $0.path) != $0.print }
        // The record must never be ahead of the copy.
        let doubts = Dictionary(changed.filter { $0.print != nil }.map { ($0.path, FilePrint?.some(.unknown)) }) { $1 }
        guard bytes.count <= Self.load, (try? await UserThread.run { try ledger.note(doubts) }) != nil else {
            return .tooMuch
        }
        let answers = await exchange(bytes, errands.count, session)
        var outcome = HandOutcome(isWhole: answers.count == errands.count)
        var done: [[UInt8]: FilePrint?] = [:]
        for (errand, answer) in zip(errands, answers) {
            guard answer == "ok" else {
                outcome.isWhole = false
                continue
            }
            done.updateValue(errand.print, forKey: errand.path)
            remember(errand, in: transfer)
            outcome.paths.insert(errand.path)
            outcome.bytes += Int64(errand.size)
            if errand.print == nil { outcome.deleted += 1 } else { outcome.files += 1 }
        }
        let news = done.filter { path, _ in changed.contains { $0.path == path } }
        if (try? await UserThread.run { try ledger.note(news) }) == nil { outcome.isWhole = false }
        return outcome
    }

    private func remember(_ errand: HandErrand, in transfer: Transfer) {
        if sent.count >= Self.memory { sent = [:] }
        sent[errand.key(in: transfer)] = errand.mark
    }

    /// Sends records and waits for their answers. If there are too few, the session is of no more use.
    private func exchange(_ bytes: [UInt8], _ count: Int, _ session: Session) async -> [String] {
        let talk = session.talk
        let answers = try? await withDeadline(patience) { () async throws -> [String] in
            try await talk.write(bytes)
            var answers: [String] = []
            for await line in talk.lines {
                answers.append(line)
                if answers.count == count { break }
            }
            return answers
        }
        if answers?.count != count { drop() }
        return answers ?? []
    }

    /// The session at the end of the present connection; nil when there can be none.
    private func open() async -> Session? {
        // What a cancelled task opened would stay when all that wanted it has ended.
        guard let now = await epoch(), !Task.isCancelled else { return nil }
        if let session, session.epoch == now { return session }
        if let unable, unable.epoch == now, ContinuousClock.now < unable.until { return nil }
        drop()
        let (opened, open) = AsyncStream.makeStream(of: Talk.self)
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let (runner, command) = (runner, command(Self.script, [root]))
        let task = Task {
            _ = try? await runner.talk(with: command) { talk in
                open.yield(talk)
                for await _ in ends {}
            }
            open.finish()
        }
        let talk = try? await withDeadline(patience) { () async throws -> Talk in
            for await talk in opened {
                for await line in talk.lines where line == "ready" { return talk }
            }
            throw Unable()
        }
        guard let talk, !Task.isCancelled else {
            task.cancel()
            // That the task was cancelled says nothing about the machine.
            if !Task.isCancelled { unable = (now, .now + respite) }
            return nil
        }
        let session = Session(talk: talk, epoch: now, task: task, end: end)
        self.session = session
        return session
    }

    /// Ends a session that does not answer as it should.
    private func drop() {
        session?.task.cancel()
        session = nil
        sent = [:]
    }
}

/// What is to happen to one path.
private struct HandErrand: Sendable {
    let path: [UInt8]
    /// What is there afterwards; nil for nothing.
    let print: FilePrint?
    let size: Int
    let record: HandRecord
    /// The same for the same content, rights and times.
    let mark: UInt64

    /// `status` is that of what is put there.
    init(_ path: [UInt8], _ print: FilePrint?, size: Int, _ record: HandRecord, _ status: FileStatus? = nil) {
        var hash = StableHash()
        hash.add(record.bytes)
        // What was changed and changed back is another errand: rsync may have copied what was in between.
        hash.add(UInt64(bitPattern: Int64(status?.touchedSeconds ?? 0)))
        hash.add(UInt64(bitPattern: Int64(status?.touchedNanoseconds ?? 0)))
        (self.path, self.print, self.size, self.record, mark) = (path, print, size, record, hash.value)
    }

    func key(in transfer: Transfer) -> [UInt8] { Array(transfer.target.utf8) + [0] + path }
}

extension HandWork {
    /// What these paths need; nil when it needs a full sync.
    fileprivate func errands(in place: MachinePlace) throws -> [HandErrand]? {
        var errands: [HandErrand] = []
        for source in sources {
            switch source.kind {
            case .gone:
                guard !spared.contains(source.path) else { continue }
                guard !ledger.has(source.path + [UInt8(ascii: "/")]) else { return nil }
                guard ledger.has(source.path) else { continue }
                guard let record = HandRecord(dropping: source.path, from: place) else { return nil }
                errands.append(HandErrand(source.path, nil, size: 0, record))
            case .link(let target):
                guard let status = source.status,
                    let record = HandRecord(link: target, status, at: source.path, in: place)
                else { return nil }
                errands.append(HandErrand(source.path, FilePrint(link: target), size: 0, record, status))
            case .file(let file):
                guard let status = source.status, let bytes = try file.readAll(limit: HandRecord.size) else {
                    return nil
                }
                // A file that is being written is reported again.
                guard try file.status() == status, bytes.count == status.size else { continue }
                guard let record = HandRecord(bytes, status, at: source.path, in: place) else { return nil }
                errands.append(HandErrand(source.path, FilePrint(status), size: bytes.count, record, status))
            }
        }
        return errands
    }
}
