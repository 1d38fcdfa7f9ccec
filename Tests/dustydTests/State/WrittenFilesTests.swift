import DustyCore
import Foundation
import Synchronization
import Testing

@testable import dustyd

/// What Dusty writes it can read, always: random names and values in every file that it keeps.
@Suite(.timeLimit(.minutes(2))) struct WrittenFilesTests {
    private static let pieces: [String] = [
        "\u{0}", "\u{1}", "\u{7}", "\u{8}", "\t", "\n", "\r", "\r\n", "\u{1B}[31m", "\u{7F}", "\u{80}", "\u{85}",
        "\u{9F}",
        "\u{A0}", "\u{200B}", "\u{2028}", "\u{2029}", "\u{202E}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}", "\u{FFFD}",
        "\u{1F98A}",
        "\u{10FFFF}", "\u{301}", "é", "日本", "\"", "'", "\\", "\\n", "`", "$", "${A}", "---", "...", "--- a", "# b",
        ": ", ":", "- ",
        "? ", "!tag", "!!str", "&a", "*a", "<<", "|", ">", "%YAML 1.1", "@", "[", "]", "{", "}", ",", "null", "~",
        "yes", "0777",
        "1e3", "12:30:45", "", " ", "  ", "a", "A_B", "=", String(repeating: "x", count: 200),
        String(repeating: "w ", count: 90),
    ]

    private static func text(_ random: inout some RandomNumberGenerator, filled: Bool = false) -> String {
        var text = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            pieces.randomElement(using: &random) ?? ""
        }.joined()
        if Int.random(in: 0..<40, using: &random) == 0 { text += String(repeating: "long \u{1F98A}", count: 3000) }
        return filled && text.isEmpty ? "x" : text
    }

    @Test(arguments: 0..<60)
    func `settings and variables of any content come back as they were`(_ seed: UInt64) async throws {
        var random = Seeded(state: seed)
        let files = MemoryFiles()
        let store = SettingsStore(path: "/etc/config.yml", files: files)
        for _ in 0..<6 {
            var wanted = Settings()
            wanted.bundles = (0..<3).map { _ in Self.text(&random) }
            for _ in 0..<3 { wanted.repoOverrides[Self.text(&random)] = Self.text(&random) }
            for _ in 0..<2 { wanted.overrideUsers[Self.text(&random)] = Self.text(&random) }
            wanted.specsRepo = Self.text(&random, filled: true)
            wanted.owner = Self.text(&random, filled: true)
            wanted.machine = Self.text(&random, filled: true)
            for _ in 0..<3 {
                let name = Self.text(&random)
                for _ in 0..<3 {
                    wanted.envOverrides[name, default: [:]][Self.text(&random)] = Secret(Self.text(&random))
                }
            }
            let settings = wanted
            // The one thing that the YAML library does not read: it is refused, and nothing is written.
            if Self.texts(of: settings).contains(where: { $0.unicodeScalars.first == "\u{FEFF}" }) {
                let before = try await store.current()
                let error = await #expect(throws: DustyError.self) { try await store.change { $0 = settings } }
                #expect(error?.code == .invalid)
                #expect(try await store.current() == before)
                continue
            }
            _ = try await store.change { $0 = settings }
            let read = try await store.current()
            #expect(read == settings, "seed \(seed)")
            #expect(
                Self.bytes(of: read) == Self.bytes(of: settings),
                "seed \(seed): the same text to Swift, and other bytes"
            )
        }
    }

    private static func texts(of settings: Settings) -> [String] {
        let variables = settings.envOverrides.flatMap { name, values in
            [name] + values.keys + values.values.map(\.revealed)
        }
        return variables + settings.bundles + settings.repoOverrides.flatMap { [$0, $1] }
            + settings.overrideUsers.flatMap { [$0, $1] }
            + [settings.specsRepo, settings.owner, settings.machine].compactMap(\.self)
    }

    /// Equal texts may be written differently, but a variable is bytes.
    private static func bytes(of settings: Settings) -> [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        for (name, variables) in settings.envOverrides {
            for (variable, value) in variables { result["\(name) \(variable)"] = Array(value.revealed.utf8) }
        }
        return result
    }

    @Test(arguments: 0..<30)
    func `jobs, the index of syncs and machines of any content come back`(_ seed: UInt64) async throws {
        var random = Seeded(state: seed)
        let files = MemoryFiles()
        var job = Job(
            id: 1,
            kind: .up,
            names: [Self.text(&random)],
            user: Self.text(&random),
            createdAt: Timestamp(milliseconds: 5)
        )
        job.steps = [Job.Step(title: Self.text(&random), state: .failed, summary: Self.text(&random))]
        job.tail = (0..<5).map { _ in Self.text(&random) }
        job.error = DustyError(.failed, Self.text(&random), hint: Self.text(&random))
        job.state = .failed
        JobJournal(path: "/jobs.json", files: files).save([job], nextID: 2)
        let past = JobJournal(path: "/jobs.json", files: files).load(now: Timestamp(milliseconds: 9))
        #expect(past.jobs == [job])

        let status = SyncStatus(
            repo: Self.text(&random),
            shortName: Self.text(&random),
            path: Self.text(&random),
            overridden: false,
            state: .ok,
            message: Self.text(&random)
        )
        await SyncIndex(path: "/sync.json", files: files).put(status)
        #expect(await SyncIndex(path: "/sync.json", files: files).all() == [status.repo: status])

        let catalog = MachineCatalog(paths: Paths(environment: ["DUSTY_STATE_DIR": "/var"]), files: files)
        let record = MachineRecord(
            name: "box",
            target: try SSHTarget("ann@host"),
            fingerprints: [Self.text(&random)],
            engineSocket: Self.text(&random),
            root: Self.text(&random),
            isRoot: false,
            forwardOnly: true,
            addedAt: Timestamp(milliseconds: 7)
        )
        try catalog.put(record)
        #expect(try catalog.record("box") == record)
        var vm = VMRecord.sample()
        (vm.image, vm.adopted, vm.owner) = (Self.text(&random), Self.text(&random), Self.text(&random))
        try catalog.put(vm)
        #expect(try catalog.vm("vm") == vm)
    }

    @Test(arguments: ["", "{", "[]", "null", "{\"next\": \"x\"}", "\u{FEFF}{}", "{\"next\":1,\"jobs\":[{}]}"])
    func `state that cannot be read is kept aside and never written over`(_ text: String) async throws {
        let files = MemoryFiles()
        let paths = Paths(environment: ["DUSTY_STATE_DIR": "/var", "DUSTY_CONFIG_DIR": "/etc"])
        for path in [paths.journal, paths.syncIndex] { try files.replace(path, with: Array(text.utf8), mode: 0o600) }
        let journal = JobJournal(path: paths.journal, files: files)
        #expect(journal.load(now: Timestamp(milliseconds: 1)).jobs == [])
        journal.save([], nextID: 2)
        let index = SyncIndex(path: paths.syncIndex, files: files)
        await index.put(SyncStatus(repo: "r", shortName: "r", path: "/r", overridden: false, state: .ok))
        let kept = UnreadableFiles(paths: paths, files: files)
        let expected = text == "[]" ? ["jobs.json"] : ["jobs.json", "sync.json"]
        #expect(kept.all.count == expected.count)
        for path in kept.all {
            #expect(path.wholeMatch(of: /\/var\/(jobs|sync)\.json\.unreadable-[0-9]{8}T[0-9.]+Z/) != nil, "\(path)")
            #expect(try files.contents(path) == Array(text.utf8))
        }
        #expect(kept.warnings.count == expected.count)
        #expect(kept.warnings.first?.message.contains("could not be read and was kept as") == true)
    }
}

/// What the system does not give is no broken file: it stays where it is, and nothing is written over it.
@Suite struct HeldFilesTests {
    private static let paths = Paths(environment: ["DUSTY_STATE_DIR": "/var", "DUSTY_CONFIG_DIR": "/etc"])

    @Test func `state that the disk does not give stays, and is neither written over nor guessed`() async throws {
        let files = MemoryFiles()
        let paths = Self.paths
        let states = [paths.journal, paths.syncIndex, paths.containers, paths.detours, paths.knownSettings]
        for path in states { try files.replace(path, with: Array("{}".utf8), mode: 0o600) }
        files.failing.withLock { $0 = Set(states) }

        let journal = JobJournal(path: paths.journal, files: files)
        #expect(journal.load(now: Timestamp(milliseconds: 1)).jobs == [])
        journal.save([], nextID: 2)
        await SyncIndex(path: paths.syncIndex, files: files)
            .put(SyncStatus(repo: "r", shortName: "r", path: "/r", overridden: false, state: .ok))
        let registry = ContainerRegistry(path: paths.containers, files: files, names: .standard)
        #expect(!registry.owns("a-stranger"))
        await #expect(throws: DustyError.self) { try await registry.begin() }
        let detours = Detours(path: paths.detours, files: files)
        await #expect(throws: DustyError.self) { try await detours.avoid([65_000]) }
        KnownSettings(path: paths.knownSettings, files: files).remember(Settings())

        files.failing.withLock { $0 = [] }
        let unreadable = UnreadableFiles(paths: paths, files: files)
        #expect(unreadable.all.isEmpty && unreadable.warnings.count == states.count)
        #expect(unreadable.warnings.allSatisfy { $0.message.contains("Input/output error") })
        for path in states { #expect(try files.contents(path) == Array("{}".utf8), "\(path)") }
    }

    @Test func `a file of the disk that cannot be opened stays, and a directory in its place is kept aside`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            let files = DiskFiles()
            let (loop, wrong) = ("\(directory)/loop.json", "\(directory)/wrong.json")
            try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
            try makeFile("\(wrong)/file")
            for path in [loop, wrong] { #expect(files.readState([Int].self, at: path) == nil) }
            #expect(throws: DustyError.self) { try files.writeState([1], at: loop, mode: 0o600) }
            try files.writeState([1], at: wrong, mode: 0o600)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: loop) == loop)
            #expect(files.readState([Int].self, at: wrong) == [1])
        }
    }
}

private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
