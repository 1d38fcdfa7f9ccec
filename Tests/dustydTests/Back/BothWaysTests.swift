import CLibrary
import DustyCore
import DustyTestSupport
import Foundation
import SystemPackage
import Testing

@testable import dustyd

/// A repo, its copy, and all that brings them in step.
struct BothWays {
    let source: ByteTree
    let copy: ByteTree
    let transfer: Transfer
    let repo: RepoInUse
    let copier: Copier
    let hand: LocalHand
    var collector: BackCollector

    init(_ directory: String, reader: User? = nil, kept: [String] = [], protected: [String] = []) {
        let root = "\(directory)/machine"
        let (files, runner) = (DiskFiles(), SubprocessRunner())
        let manifests = ManifestStore(directory: "\(directory)/manifests", files: files)
        source = ByteTree(root: "\(directory)/repo")
        copy = ByteTree(root: "\(root)/dusty_repos/copy")
        transfer = Transfer(
            source: source.root,
            target: copy.root,
            protected: protected,
            manner: .update,
            reader: reader,
            back: Returning(kept: kept)
        )
        repo = RepoInUse(name: "example.org/shop", shortName: "shop", path: source.root, overridden: true)
        copier = Copier(syncer: Rsync(to: LocalFarSide(runner: runner, root: root)), manifests: manifests)
        hand = LocalHand(root: root, staging: "\(directory)/staging", manifests: manifests)
        let conflicts = ConflictStore(directory: "\(directory)/conflicts", files: files) { Timestamp(milliseconds: 1) }
        let rules = RepoRules(runner: runner)
        collector = BackCollector(root: root, manifests: manifests, conflicts: conflicts, rules: rules)
        mkdir(source.root, 0o755)
        if let reader { chown(source.root, reader.uid, reader.gid) }
    }

    func collect(
        _ scope: CopyWalk.Scope = .everything,
        mounted: [String] = []
    ) async throws -> BackCollector.Outcome {
        try await collector.collect(repo, scope, by: transfer) { mounted }
    }

    /// As every whole sync does it.
    @discardableResult
    func sync(mounted: [String] = []) async throws -> BackCollector.Outcome {
        let outcome = try await collect(mounted: mounted)
        _ = try await copier.copy(transfer, await KnownCopies().look(at: transfer), holding: outcome.held) { _ in }
        return outcome
    }

    /// As a follower does it with a few paths of the repo; false when it takes a whole sync.
    func settle(_ paths: [[UInt8]]) async throws -> Bool {
        let outcome = try await hand.settle(paths, by: transfer) { [] }
        for (path, name) in outcome.kept {
            guard let content = try await hand.taken(name) else { continue }
            _ = await collector.conflicts.keep(content, of: path, repo, for: SubprocessRunner.currentUser)
            if case .file(let file) = content { try file.close() }
        }
        return outcome.isWhole
    }

    func kept() async -> [[UInt8]] {
        await collector.conflicts.all().map { Array(FileManager.default.contents(atPath: $0.file) ?? Data()) }
    }
}

/// Bursts of changes on both sides at once, against what the rules say becomes of each path.
@Suite(.needsRoot, .timeLimit(.minutes(5))) struct BothWaysTests {
    private static let seeds = ProcessInfo.processInfo.environment["DUSTY_PROPERTY_SEEDS"].flatMap { Int($0) } ?? 10

    @Test(arguments: 0..<seeds)
    func `each side gets what is new on the other, and of what both changed nothing is lost`(seed: Int) async throws {
        try await withTemporaryDirectory { directory in
            var random = SeededGenerator(state: UInt64(seed) + 5_000)
            let world = BothWays(directory)
            world.source.write(Array(".gitignore".utf8), Array("*.log\nout/\n".utf8))
            var model = Model()
            for burst in 0..<25 {
                let before = (model.files(of: world.source), model.files(of: world.copy))
                for _ in 0..<Int.random(in: 0...4, using: &random) { model.change(world.source, &random) }
                if burst > 0 {
                    for _ in 0..<Int.random(in: 0...4, using: &random) { model.change(world.copy, &random) }
                }
                model.merge(world.source, world.copy)
                let isFew = burst > 0 && Bool.random(using: &random)
                let isWhole = isFew ? try await few(world, model, before, &random) : false
                if !isWhole { try await world.sync() }
                let place = "seed \(seed), burst \(burst), \(isWhole ? "few" : "whole")"
                model.check(world, place)
                let kept = Set(await world.kept())
                #expect(
                    kept.isSuperset(of: model.kept) && kept.isSubset(of: model.kept.union(model.mayBeKept)),
                    "\(place)"
                )
                // Nothing goes round in circles.
                let (source, copy) = (world.source.entries(), world.copy.entries())
                let again = try await world.sync()
                #expect(again.report.files == 0 && again.report.conflicts == 0, "\(place)")
                #expect(world.source.entries() == source && world.copy.entries() == copy, "\(place)")
            }
        }
    }

    /// What two followers do, in any order; false when it takes a whole sync.
    private func few(
        _ world: BothWays,
        _ model: Model,
        _ before: (source: [[UInt8]: [UInt8]], copy: [[UInt8]: [UInt8]]),
        _ random: inout SeededGenerator
    ) async throws -> Bool {
        func changed(_ old: [[UInt8]: [UInt8]], _ tree: ByteTree) -> [[UInt8]] {
            let new = model.files(of: tree)
            return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
        }
        let (source, copy) = (changed(before.source, world.source), changed(before.copy, world.copy))
        let isFirst = Bool.random(using: &random)
        if isFirst, try await !world.settle(source) { return false }
        let outcome = try await world.collect(.paths(Dictionary(copy.map { ($0, false) }) { first, _ in first }))
        if try await !world.settle(outcome.owed) { return false }
        if isFirst { return true }
        return try await world.settle(source)
    }
}

/// What must be on both sides. Directories are not told of: they are where files are.
private struct Model {
    private static let directories = ["", "", "d/", "d/e/", "out/", "new\nline/"]
    private static let names = ["a", "b", "c.log", "it's", "ü"].map { Array($0.utf8) } + [[0xFF, 0x80]]

    private var source: [[UInt8]: [UInt8]] = [:]
    private var copy: [[UInt8]: [UInt8]] = [:]
    private var agreed: [[UInt8]: [UInt8]] = [:]
    private(set) var kept: Set<[UInt8]> = []
    /// What a container made where git ignores it, and the user as well: a whole sync does not look for it.
    private(set) var mayBeKept: Set<[UInt8]> = []
    /// Each file that is written has another size, so that no two have the same size and time.
    private var size = 1

    func files(of tree: ByteTree) -> [[UInt8]: [UInt8]] {
        tree.entries().compactMapValues { entry in
            switch entry {
            case .file(let content, _): content
            case .link(let target): [0] + target
            case .directory: nil
            }
        }
    }

    mutating func change(_ tree: ByteTree, _ random: inout SeededGenerator) {
        let present = files(of: tree).keys.filter { $0 != Array(".gitignore".utf8) }
            .sorted { $0.lexicographicallyPrecedes($1) }
        size += 1
        switch Int.random(in: 0..<6, using: &random) {
        case 0: if let path = present.randomElement(using: &random) { tree.remove(path) }
        case 1:
            guard let path = present.randomElement(using: &random) else { return }
            tree.remove(path)
            write(path, to: tree)
        case 2:
            let path = place(&random)
            tree.remove(path)
            makeDirectories(above: path, in: tree)
            tree.link(path, to: Array("l\(size)".utf8))
        default:
            let path = place(&random)
            tree.remove(path)
            write(path, to: tree)
        }
    }

    private func place(_ random: inout SeededGenerator) -> [UInt8] {
        Array((Self.directories.randomElement(using: &random) ?? "").utf8)
            + (Self.names.randomElement(using: &random) ?? [97])
    }

    private func write(_ path: [UInt8], to tree: ByteTree) {
        makeDirectories(above: path, in: tree)
        tree.write(path, Array(String(repeating: "x", count: size).utf8))
    }

    private func makeDirectories(above path: [UInt8], in tree: ByteTree) {
        for slash in path.indices where path[slash] == 47 {
            let directory = Array(path[..<slash])
            if tree.status(directory) == nil { tree.makeDirectory(directory) }
        }
    }

    private func isIgnored(_ path: [UInt8]) -> Bool {
        path.starts(with: Array("out/".utf8)) || path.suffix(4) == Array(".log".utf8)[...]
    }

    /// What the rules make of both sides as they are now.
    mutating func merge(_ sourceTree: ByteTree, _ copyTree: ByteTree) {
        (source, copy) = (files(of: sourceTree), files(of: copyTree))
        for path in Set(source.keys).union(copy.keys).union(agreed.keys) {
            let (yours, theirs, before) = (source[path], copy[path], agreed[path])
            if let theirs, theirs != before, theirs != yours {
                if yours == before {
                    // Made or changed by a container alone.
                    if isIgnored(path) { continue }
                    source[path] = theirs
                    agreed[path] = theirs
                    continue
                }
                let content = theirs.first == 0 ? Array(theirs.dropFirst()) : theirs
                if before == nil, isIgnored(path) { mayBeKept.insert(content) } else { kept.insert(content) }
            }
            copy[path] = yours
            agreed[path] = yours
        }
    }

    func check(_ world: BothWays, _ place: String) {
        for (side, tree, wanted) in [("repo", world.source, source), ("copy", world.copy, copy)] {
            let there = files(of: tree)
            for path in Set(there.keys).union(wanted.keys) where there[path] != wanted[path] {
                let name = String(decoding: path, as: UTF8.self).debugDescription
                let (is_, should) = (there[path]?.count, wanted[path]?.count)
                Issue.record("\(place): \(name) in the \(side) has \(is_ ?? -1) bytes and should have \(should ?? -1)")
            }
        }
    }
}
