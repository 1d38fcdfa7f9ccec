import CLibrary
import DustyCore
import DustyTestSupport
import Synchronization
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct InotifyWatcherTests {
    /// What a watcher told, and a wait for what it will tell.
    private final class Told: Sendable {
        let backlog = Mutex(Changes())
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

        /// How often it did not know.
        let blindness = Mutex(0)

        func take(_ changes: Changes) {
            if changes.isBlind { blindness.withLock { $0 += 1 } }
            backlog.withLock { $0.merge(changes) }
            signal.yield()
        }

        func empty() { backlog.withLock { $0 = Changes() } }

        /// Waits until it is known of all these paths that they may have changed.
        func await(_ paths: Set<[UInt8]>) async -> Set<[UInt8]> {
            for await _ in signals {
                let missing = missing(paths)
                if missing.isEmpty { return [] }
            }
            return missing(paths)
        }

        private func missing(_ paths: Set<[UInt8]>) -> Set<[UInt8]> {
            let changes = backlog.withLock { $0 }
            return changes.isBlind
                ? []
                : paths.filter { path in
                    if changes.paths[path] != nil || changes.unfinished.contains(path) { return false }
                    return !path.indices.contains { path[$0] == 47 && changes.paths[Array(path[..<$0])] == true }
                }
        }
    }

    private func watching(
        _ root: String,
        _ watcher: InotifyWatcher = InotifyWatcher(),
        excluding lines: [String]? = nil,
        as user: User = SubprocessRunner.currentUser,
        _ body: (Told) async throws -> Void
    ) async throws {
        let told = Told()
        let task = Task {
            // When the watch has ended there is nothing more to wait for.
            defer { told.signal.finish() }
            return try await watcher.watch(
                root,
                as: user,
                excluding: lines,
                draining: nil
            ) { told.take($0) }
        }
        for await _ in told.signals where told.backlog.withLock({ $0.isBlind }) { break }
        try #require(told.blindness.withLock { $0 } > 0, "it does not watch")
        told.empty()
        try await body(told)
        task.cancel()
        _ = await task.result
    }

    @Test(.needsRoot) func `a directory that its reader may read only later is watched from then on`() async throws {
        try await withTemporaryDirectory { directory in
            chmod(directory, 0o755)
            mkdir("\(directory)/tree", 0o755)
            mkdir("\(directory)/tree/closed", 0o700)
            let reader = User(uid: 65534, gid: 65534, groups: [65534], name: "nobody", home: "/")
            try await watching("\(directory)/tree", as: reader) { told in
                chmod("\(directory)/tree/closed", 0o755)
                #expect(await told.await([Array("closed".utf8)]).isEmpty)
                told.empty()
                try makeFile("\(directory)/tree/closed/file")
                #expect(await told.await([Array("closed/file".utf8)]).isEmpty)
            }
        }
    }

    @Test(arguments: 0..<6)
    func `all that differs after a burst of changes was told, in directories that were made and moved as well`(
        seed: Int
    ) async throws {
        try await withTemporaryDirectory { directory in
            let tree = ByteTree(root: "\(directory)/tree")
            mkdir(tree.root, 0o755)
            var random = SeededGenerator(state: UInt64(seed))
            var burst = RandomTree(tree: tree)
            for _ in 0..<30 { burst.change(&random) }
            try await watching(tree.root) { told in
                for round in 0..<60 {
                    let before = tree.entries()
                    for _ in 0..<Int.random(in: 1...20, using: &random) { burst.change(&random) }
                    let after = tree.entries()
                    let differences = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
                    guard !differences.isEmpty else { continue }
                    let missing = await told.await(differences)
                    #expect(missing.isEmpty, "seed \(seed), round \(round)")
                    told.empty()
                }
                // Not by saying all the time that everything may have changed.
                #expect(told.blindness.withLock { $0 } < 30, "seed \(seed)")
            }
        }
    }

    @Test func `what is in git's own directory is not told`() async throws {
        try await withTemporaryDirectory { directory in
            let tree = ByteTree(root: "\(directory)/tree")
            mkdir(tree.root, 0o755)
            mkdir("\(tree.root)/.git", 0o755)
            try await watching(tree.root) { told in
                tree.write(Array(".git/index".utf8), [1])
                tree.write(Array("file".utf8), [1])
                #expect(await told.await([Array("file".utf8)]).isEmpty)
                #expect(told.backlog.withLock { $0.paths.keys.allSatisfy { $0 == Array("file".utf8) } })
            }
        }
    }

    @Test func `what does not travel is not told, whatever is made, moved and ruled meanwhile`() async throws {
        try await withTemporaryDirectory { directory in
            func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
            let tree = ByteTree(root: "\(directory)/tree")
            mkdir(tree.root, 0o755)
            for name in ["out", "out/deep", "in", "in/cache"] { tree.makeDirectory(bytes(name)) }
            try await watching(tree.root, excluding: ["out/", "/in/cache"]) { told in
                for name in ["out/a", "out/deep/a", "in/cache/a"] { tree.write(bytes(name), [1]) }
                tree.makeDirectory(bytes("new"))
                tree.makeDirectory(bytes("new/out"))
                tree.write(bytes("new/out/a"), [1])
                // By its new name it travels, and by the old one it did not.
                tree.move(bytes("in"), to: bytes("moved"))
                #expect(await told.await([bytes("moved")]).isEmpty)
                let paths = told.backlog.withLock { Set($0.paths.keys).union($0.unfinished) }
                #expect(paths.isSubset(of: ["new", "in", "moved"].map(bytes)))
                told.empty()
                tree.write(bytes("moved/cache/b"), [1])
                #expect(await told.await([bytes("moved/cache/b")]).isEmpty)
                told.empty()
                tree.write(bytes(".dustyignore"), bytes("!out/\nmoved/\n"))
                for await _ in told.signals where told.backlog.withLock({ $0.isBlind }) { break }
                told.empty()
                tree.write(bytes("moved/c"), [1])
                tree.write(bytes("out/deep/c"), [1])
                #expect(await told.await([bytes("out/deep/c")]).isEmpty)
                #expect(told.backlog.withLock { $0.isBlind || $0.paths[bytes("moved/c")] == nil })
            }
        }
    }

    @Test(arguments: 0..<8)
    func `however late events are read, each directory is watched under its name afterwards`(seed: Int) async throws {
        try await withTemporaryDirectory { directory in
            let tree = ByteTree(root: "\(directory)/tree")
            mkdir(tree.root, 0o755)
            var random = SeededGenerator(state: UInt64(seed))
            var burst = RandomTree(tree: tree)
            let watched = try InotifyTree(tree.root, limit: 10_000)
            try watched.learnAll()
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
            defer { buffer.deallocate() }
            var guesses = 0
            for round in 0..<60 {
                for _ in 0..<Int.random(in: 1...30, using: &random) { burst.change(&random) }
                while true {
                    let (news, isDrained) = try watched.takeNews(buffer)
                    if news.changes.isBlind { guesses += 1 }
                    if isDrained { break }
                }
                let directories = tree.entries().filter(\.value.isDirectory).keys.map { $0 + [47] } + [[]]
                let probes = Set(directories.map { $0 + Array("probe".utf8) })
                for probe in probes { tree.write(probe, Array("\(round)".utf8)) }
                let told = try watched.takeNews(buffer).news.changes
                if told.isBlind {
                    guesses += 1
                    continue
                }
                let missing = probes.subtracting(told.paths.keys).map { String(decoding: $0, as: UTF8.self) }
                #expect(missing.isEmpty, "seed \(seed), round \(round)")
            }
            #expect(guesses < 40, "seed \(seed)")
        }
    }

    @Test func `when events were lost everything may have changed, and what is made after that is told`() async throws {
        try await withTemporaryDirectory { directory in
            let root = "\(directory)/tree"
            mkdir(root, 0o755)
            let stop = try StopSignal()
            let tree = try InotifyTree(root, limit: 100)
            try tree.learnAll()
            mkdir("\(root)/missed", 0o755)
            var news = InotifyTree.News()
            try tree.take(InotifyEvent(watch: -1, mask: IN_Q_OVERFLOW, cookie: 0, name: []), &news)
            #expect(tree.isUncertain)
            try tree.learnAll()
            #expect(tree.count == 2 && !tree.isUncertain)
            stop.give()
        }
    }

    @Test func `where there are more lines of git's rules than count, the same count for watching and for copying`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
            let root = ByteTree(root: directory)
            root.write(bytes(".dustyignore"), bytes("#gitignore\n"))
            for name in ["e", "a", "d", "b-b", "b", "c", "f", "g"] {
                root.makeDirectory(bytes(name))
                root.makeDirectory(bytes("\(name)/skipped"))
                root.makeDirectory(bytes("\(name)/more"))
                let lines = (0..<799).map { "\(name)\($0)\n" }.joined()
                root.write(bytes("\(name)/.gitignore"), bytes(lines + "skipped/\n"))
                root.write(bytes("\(name)/more/.gitignore"), bytes(lines))
            }
            let tree = try InotifyTree(directory, limit: 1000, excluding: [])
            try tree.learnAll()
            #expect(try tree.exclusions == SourceLook(at: directory, excluding: []).exclusions)
            let skipped = ["a", "b", "b-b", "c", "d", "e"].filter {
                tree.exclusions.excludes(bytes("\($0)/skipped"), isDirectory: true)
            }
            #expect(skipped == ["a", "b", "b-b", "c", "d", "e"])
        }
    }

    @Test func `a tree with more directories than are watched is not watched at all`() async throws {
        try await withTemporaryDirectory { directory in
            let root = "\(directory)/tree"
            mkdir(root, 0o755)
            for number in 0..<20 { mkdir("\(root)/\(number)", 0o755) }
            let end = try await InotifyWatcher(limit: 10).watch(root, as: SubprocessRunner.currentUser) { _ in }
            guard case .exhausted = end else { return #expect(Bool(false), "\(end)") }
        }
    }

    @Test(arguments: ["tree", "above"])
    func `a directory that is moved away is lost, and found again when it is back`(moved: String) async throws {
        try await withTemporaryDirectory { directory in
            mkdir("\(directory)/above", 0o755)
            let root = "\(directory)/above/tree"
            mkdir(root, 0o755)
            let path = moved == "tree" ? root : "\(directory)/above"
            let (signals, signal) = AsyncStream.makeStream(of: Void.self)
            let watcher = InotifyWatcher()
            async let end = {
                defer { signal.finish() }
                return try await watcher.watch(root, as: SubprocessRunner.currentUser) { _ in signal.yield() }
            }()
            for await _ in signals { break }
            rename(path, "\(directory)/away")
            #expect(try await end == .lost)
            async let back: Void = watcher.awaitReturn(of: root, as: SubprocessRunner.currentUser)
            rename("\(directory)/away", path)
            try await back
        }
    }

    @Test func `a link is not watched, nor what it leads to`() async throws {
        try await withTemporaryDirectory { directory in
            let root = "\(directory)/tree"
            mkdir(root, 0o755)
            mkdir("\(directory)/outside", 0o755)
            symlink("\(directory)/outside", "\(root)/link")
            let tree = try InotifyTree(root, limit: 100)
            try tree.learnAll()
            #expect(tree.count == 1)
        }
    }

    @Test func `a watch that is cancelled ends`() async throws {
        try await withTemporaryDirectory { directory in
            try await watching(directory) { _ in }
        }
    }
}

/// Changes a tree at random.
private struct RandomTree {
    private static let names: [[UInt8]] =
        ["a", "b", "c", "new\nline", "*", " "].map { Array($0.utf8) } + [[0xFF, 0x80]]

    let tree: ByteTree
    /// What is written, never twice the same.
    private var token = 0

    init(tree: ByteTree) {
        self.tree = tree
    }

    mutating func change(_ random: inout SeededGenerator) {
        let entries = tree.entries()
        let present = entries.keys.sorted { $0.lexicographicallyPrecedes($1) }
        token += 1
        let place = place(entries, &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1, 2:
            switch entries[place] {
            case nil, .file: tree.write(place, Array("\(token)".utf8))
            case .directory, .link: break
            }
        case 3: if entries[place] == nil { tree.makeDirectory(place) }
        case 4: if let path = present.randomElement(using: &random) { tree.remove(path) }
        case 5, 6:
            guard let path = present.randomElement(using: &random), entries[place] == nil,
                !place.starts(with: path + [47])
            else { return }
            tree.move(path, to: place)
        default: if entries[place] == nil { tree.link(place, to: Array("\(token)".utf8)) }
        }
    }

    private func place(_ entries: [[UInt8]: ByteTree.Entry], _ random: inout SeededGenerator) -> [UInt8] {
        let directories =
            entries.filter(\.value.isDirectory).map(\.key).sorted { $0.lexicographicallyPrecedes($1) } + [[]]
        let name = Self.names.randomElement(using: &random) ?? [97]
        let parent = directories.randomElement(using: &random) ?? []
        return parent.isEmpty ? name : parent + [47] + name
    }
}
