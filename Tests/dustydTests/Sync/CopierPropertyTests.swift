import CLibrary
import DustyCore
import DustyTestSupport
import Foundation
import SystemPackage
import Testing

@testable import dustyd

/// Bursts of changes on both sides, and what must be in the copy after each sync: what the source has, as it has it; all that a container
/// made; and nothing of what was copied before and is gone from the source.
@Suite(.needsRoot, .timeLimit(.minutes(5))) struct CopierPropertyTests {
    /// The far side of an SSH machine as far as deleting goes: a script for a shell.
    private struct ScriptedFarSide: FarSide {
        let local: LocalFarSide

        func generation(of target: String) -> Int { local.generation(of: target) }

        func entries(_ path: String) async throws -> [String]? { try await local.entries(path) }

        func run(
            on target: String,
            rehearsing: Bool,
            _ command: @escaping @Sendable (Destination) -> Command,
            onLine: @Sendable (OutputLine) async -> Void
        ) async throws -> CommandResult {
            try await local.run(on: target, rehearsing: rehearsing, command, onLine: onLine)
        }

        func remove(_ removal: Removal, from target: String) async throws -> Int {
            let place = try MachinePlace.below(local.root, target)
            var command = Command(program: "sh", arguments: ["-s", "--", place.trusted, place.relative, "look"])
            command.input = removal.script
            let result = try await local.runner.run(command) { _ in }
            #expect(result.status == 0 && result.errorOutput.isEmpty, "\(result.errorOutput)")
            return Removal.count(in: result.output)
        }
    }

    /// How many seeds of a followed copy there are, and bursts in each; `DUSTY_PROPERTY_SEEDS` asks for more of them.
    private static let seeds = ProcessInfo.processInfo.environment["DUSTY_PROPERTY_SEEDS"].flatMap { Int($0) } ?? 6

    /// As a follower does it: what changed is brought by hand where that is possible, else by a whole sync.
    @Test(arguments: 0..<seeds)
    func `a few files that are brought by hand leave the same as a sync, now and in the manifest`(
        seed: Int
    ) async throws {
        try await withTemporaryDirectory { directory in
            var random = SeededGenerator(state: UInt64(seed) + 1_000_000)
            let root = "\(directory)/machine"
            let manifests = ManifestStore(directory: "\(directory)/manifests", files: DiskFiles())
            let syncer = Rsync(to: LocalFarSide(runner: SubprocessRunner(), root: root))
            let copier = Copier(syncer: syncer, manifests: manifests)
            let hand = LocalHand(root: root, staging: "\(directory)/staging", manifests: manifests)
            var world = BothSides(source: "\(directory)/repo", copy: "\(root)/dusty_repos/copy")
            let transfer = Transfer(source: world.source.root, target: world.copy.root, manner: .update)
            var byHand = 0
            for burst in 0..<40 {
                let before = world.source.states()
                world.change(&random, most: burst == 0 ? 12 : 3)
                let dirty = world.source.changed(since: before)
                if burst > 0, dirty.isEmpty { continue }
                let outcome = burst == 0 ? nil : try await hand.settle(dirty, by: transfer) { [] }
                let isWhole = outcome?.isWhole == true
                if isWhole {
                    byHand += 1
                    world.settle(Set(dirty))
                } else {
                    _ = try await copier.copy(transfer, await KnownCopies().look(at: transfer)) { _ in }
                    world.sync()
                }
                for line in world.differences(only: isWhole ? Set(dirty) : nil) {
                    Issue.record("seed \(seed), burst \(burst), by hand \(isWhole): \(line)")
                }
                #expect(ByteTree(root: "\(directory)/staging").entries().isEmpty, "seed \(seed), burst \(burst)")
            }
            _ = try await copier.copy(transfer, await KnownCopies().look(at: transfer)) { _ in }
            world.sync()
            for line in world.differences() { Issue.record("seed \(seed), at the end: \(line)") }
            #expect(byHand > 4, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<8, ["local", "ssh"])
    func `a sync deletes what it made itself and nothing else, and misses no edit`(seed: Int, side: String) async throws
    {
        try await withTemporaryDirectory { directory in
            var random = SeededGenerator(state: UInt64(seed))
            let local = LocalFarSide(runner: SubprocessRunner(), root: "\(directory)/machine")
            let far: any FarSide = side == "local" ? local : ScriptedFarSide(local: local)
            let copier = Copier(
                syncer: Rsync(to: far),
                manifests: ManifestStore(directory: "\(directory)/manifests", files: DiskFiles())
            )
            var world = BothSides(source: "\(directory)/repo", copy: "\(directory)/machine/dusty_repos/copy")
            for burst in 0..<8 {
                world.change(&random)
                let transfer = Transfer(source: world.source.root, target: world.copy.root, manner: .update)
                let known = KnownCopies()
                var rehearsal = transfer
                rehearsal.isRehearsal = true
                let before = world.copy.entries()
                let preview = try await copier.copy(rehearsal, await known.look(at: transfer)) { _ in }.result
                #expect(world.copy.entries() == before, "seed \(seed), burst \(burst)")
                let outcome = try await copier.copy(transfer, await known.look(at: transfer)) { _ in }
                world.sync()
                #expect(outcome.isWhole && !outcome.isUnknown)
                #expect(outcome.result.deleted <= preview.deleted, "seed \(seed), burst \(burst)")
                #expect(outcome.result.files == preview.files, "seed \(seed), burst \(burst)")
                for line in world.differences() { Issue.record("seed \(seed), \(side), burst \(burst): \(line)") }
                let again = try await copier.copy(transfer, await known.look(at: transfer)) { _ in }.result
                #expect(!again.changed && again.deleted == 0 && again.files == 0, "seed \(seed), burst \(burst)")
            }
        }
    }
}

/// A source, its copy, and what must be in the copy.
private struct BothSides {
    private static let names: [[UInt8]] =
        [
            "a", "b", "node_modules", "-rf", "it's", "new\nline", "tab\t", "back\\#012", "\\", "*[x]?", "$(id)", "ü",
            " ", "x ", "\r", "#",
        ]
        .map { Array($0.utf8) } + [[0xFF, 0x80], [0x1B, 0x5B], Array("..c".utf8)]

    let source: ByteTree
    let copy: ByteTree
    private var wanted: [[UInt8]: ByteTree.Entry] = [:]
    /// What was copied: path, and whether it is a directory.
    private var ours: [[UInt8]: Bool] = [:]

    init(source: String, copy: String) {
        self.source = ByteTree(root: source)
        self.copy = ByteTree(root: copy)
        mkdir(source, 0o755)
        // What keeps the source from being empty.
        self.source.write(Array("always".utf8), [1])
    }

    mutating func change(_ random: inout SeededGenerator, most: Int = 12) {
        for _ in 0..<Int.random(in: 1...most, using: &random) { changeSource(&random) }
        guard copy.status([UInt8(ascii: ".")]) != nil else { return }
        for _ in 0..<Int.random(in: 0...8, using: &random) { changeCopy(&random) }
        wanted = copy.entries()
    }

    private func changeSource(_ random: inout SeededGenerator) {
        let entries = source.entries()
        let present = entries.keys.sorted { $0.lexicographicallyPrecedes($1) }.filter { $0 != Array("always".utf8) }
        switch Int.random(in: 0..<9, using: &random) {
        case 0, 1: Self.create(in: source, at: .npm, &random)
        case 2:
            let path = Self.place(in: source, &random)
            if source.status(path) == nil {
                source.makeDirectory(path, mode: Bool.random(using: &random) ? 0o755 : 0o700)
            }
        case 3: if let path = present.randomElement(using: &random) { source.remove(path) }
        case 4:
            // An edit of the same size, with or without another time.
            let files = present.filter { if case .file = entries[$0] { true } else { false } }
            guard let path = files.randomElement(using: &random), let status = source.status(path) else { return }
            let content = (0..<status.size).map { _ in UInt8.random(in: 65...90, using: &random) }
            let keeps = Bool.random(using: &random)
            source.write(path, content, mode: status.rights, time: keeps ? status.time : nil)
        case 5:
            // Another kind in the same place.
            guard let path = present.randomElement(using: &random) else { return }
            let wasDirectory = entries[path]?.isDirectory == true
            source.remove(path)
            if wasDirectory { source.write(path, [7]) } else { source.makeDirectory(path) }
        case 6:
            guard let path = present.randomElement(using: &random) else { return }
            let other = Self.place(in: source, &random)
            if source.status(other) == nil, !other.starts(with: path + [47]) { source.move(path, to: other) }
        case 7:
            let path = Self.place(in: source, &random)
            if source.status(path) == nil { source.link(path, to: Self.names.randomElement(using: &random) ?? [97]) }
        default:
            guard let path = present.randomElement(using: &random), case .file(let content, _) = entries[path] else {
                return
            }
            source.write(path, content, mode: 0o755, time: source.status(path)?.time)
        }
    }

    private func changeCopy(_ random: inout SeededGenerator) {
        let entries = copy.entries()
        let present = entries.keys.sorted { $0.lexicographicallyPrecedes($1) }
        switch Int.random(in: 0..<7, using: &random) {
        // A file of the same size and time to the nanosecond, and of another content, is the one that no sync tells from the source's.
        case 0, 1, 2: Self.create(in: copy, at: .npmInAContainer, &random)
        case 3:
            let path = Self.place(in: copy, &random)
            if copy.status(path) == nil { copy.makeDirectory(path) }
        case 4: if let path = present.randomElement(using: &random) { copy.remove(path) }
        case 5:
            guard let path = present.randomElement(using: &random) else { return }
            let wasDirectory = entries[path]?.isDirectory == true
            copy.remove(path)
            if wasDirectory { copy.write(path, [9, 9]) } else { copy.makeDirectory(path) }
        default:
            let path = Self.place(in: copy, &random)
            if copy.status(path) == nil { copy.link(path, to: Array("../outside".utf8)) }
        }
    }

    private static func create(in tree: ByteTree, at time: FileTime, _ random: inout SeededGenerator) {
        let path = place(in: tree, &random)
        guard tree.status(path) == nil else { return }
        let content = (0..<Int.random(in: 0...5, using: &random)).map { _ in UInt8.random(in: 65...90, using: &random) }
        // As npm writes its files: all of the same time.
        tree.write(path, content, time: Bool.random(using: &random) ? time : nil)
    }

    /// A path in one of the directories; both sides draw from the same few names.
    private static func place(in tree: ByteTree, _ random: inout SeededGenerator) -> [UInt8] {
        let directories =
            tree.entries().filter(\.value.isDirectory).map(\.key)
            .sorted { $0.lexicographicallyPrecedes($1) } + [[]]
        let name = names.randomElement(using: &random) ?? [97]
        let parent = directories.randomElement(using: &random) ?? []
        return parent.isEmpty ? name : parent + [47] + name
    }

    /// What a sync makes of the copy.
    mutating func sync() {
        let source = source.entries()
        for (path, entry) in source.sorted(by: { $0.key.count < $1.key.count }) {
            if let there = wanted[path], there.isDirectory != entry.isDirectory { drop(path) }
            wanted[path] = entry
        }
        let gone = ours.filter { source[$0.key] == nil }
        for (path, isDirectory) in gone.sorted(by: { $0.key.count > $1.key.count }) {
            guard let there = wanted[path], there.isDirectory == isDirectory, isReached(path) else { continue }
            if !isDirectory || !wanted.keys.contains(where: { $0.starts(with: path + [47]) }) { wanted[path] = nil }
        }
        ours = source.mapValues(\.isDirectory)
    }

    /// What it makes of the copy when only these paths are brought, none of which is a directory.
    mutating func settle(_ dirty: Set<[UInt8]>) {
        let source = source.entries()
        for path in dirty {
            if let entry = source[path] {
                wanted[path] = entry
                ours[path] = false
            } else if ours[path] == false {
                if let there = wanted[path], !there.isDirectory, isReached(path) { wanted[path] = nil }
                ours[path] = nil
            }
        }
    }

    private mutating func drop(_ path: [UInt8]) {
        for below in wanted.keys where below == path || below.starts(with: path + [47]) { wanted[below] = nil }
    }

    private func isReached(_ path: [UInt8]) -> Bool {
        path.indices.filter { path[$0] == 47 }.allSatisfy { wanted[Array(path[..<$0])]?.isDirectory == true }
    }

    /// What is in the copy and should not be so, exactly so where the source has it: everything, or of these paths.
    func differences(only paths: Set<[UInt8]>? = nil) -> [String] {
        let (there, source) = (copy.entries(), source.entries())
        return Set(there.keys).union(wanted.keys).compactMap { path in
            let (is_, should) = (there[path], wanted[path])
            if source[path] != nil && paths?.contains(path) != false
                ? is_ == should : is_?.withoutMode == should?.withoutMode
            {
                return nil
            }
            let name = String(decoding: path, as: UTF8.self).debugDescription
            return "\(name) is \(is_?.description ?? "gone") and should be \(should?.description ?? "gone")"
        }
    }
}

extension FileStatus {
    fileprivate var time: FileTime { FileTime(seconds: seconds, nanoseconds: nanoseconds) }
}

extension ByteTree {
    /// What tells of each entry whether it was changed.
    fileprivate func states() -> [[UInt8]: FileStatus] {
        Dictionary(uniqueKeysWithValues: entries().keys.compactMap { path in status(path).map { (path, $0) } })
    }

    /// Paths of which a watcher would tell.
    fileprivate func changed(since before: [[UInt8]: FileStatus]) -> [[UInt8]] {
        let now = states()
        return Set(now.keys).union(before.keys).filter { path in
            guard let then = before[path], let now = now[path], then.isDirectory, now.isDirectory else {
                return before[path] != now[path]
            }
            return then.number != now.number || then.mode != now.mode
        }
    }
}
