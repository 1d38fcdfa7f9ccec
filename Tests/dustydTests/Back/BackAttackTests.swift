import CLibrary
import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import dustyd

/// What a container may put into a copy, and what must not come of it.
@Suite(.needsRoot, .timeLimit(.minutes(1))) struct BackAttackTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func with(_ body: (_ world: BothWays, _ directory: String) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let world = BothWays(directory)
            world.source.write(bytes("a"), [1])
            try await world.sync()
            try await body(world, directory)
        }
    }

    @Test func `links that lead out, git's own, pipes and what git would take for a repo stay`() async throws {
        try await with { world, _ in
            let links = ["/etc/passwd", "../x", "d/../../x", ".git/config", "d/../.GIT/x"]
            for (number, target) in links.enumerated() { world.copy.link(bytes("l\(number)"), to: bytes(target)) }
            mkfifo("\(world.copy.root)/pipe", 0o666)
            for name in [".git", ".Git", "git~1", "bare", "bare/objects", "bare/refs", "d"] {
                world.copy.makeDirectory(bytes(name))
            }
            for name in [".git/config", ".Git/config", "git~1/config", "bare/HEAD", "bare/refs/x"] {
                world.copy.write(bytes(name), [1])
            }
            world.copy.write(bytes("d/fine"), [1])
            world.copy.link(bytes("d/inside"), to: bytes("../a"))
            world.copy.makeDirectory(bytes("new"))
            world.copy.link(bytes("new/link"), to: bytes("beside"))
            let outcome = try await world.collect()
            let came = ["a", "d", "d/fine", "d/inside", "new", "new/link"]
            #expect(Set(world.source.entries().keys) == Set(came.map(bytes)))
            #expect(outcome.report.message?.contains("a link that leads out of the repo") == true)
        }
    }

    @Test(arguments: [".githooks", "./.githooks/", "x/../.githooks", ".githooks/_", "hooks"])
    func `what git runs by itself stays, file by file as well`(hooks: String) async throws {
        try await with { world, _ in
            let runner = SubprocessRunner()
            for arguments in [["init", "-q"], ["config", "core.hooksPath", hooks]] {
                let command = Command(program: "git", arguments: ["-C", world.source.root] + arguments)
                #expect(try await runner.run(command) { _ in }.status == 0)
            }
            for name in [".githooks", "own", "own/objects", "own/refs"] { world.source.makeDirectory(bytes(name)) }
            for name in [".githooks/pre-commit", "own/HEAD"] { world.source.write(bytes(name), [1]) }
            world.source.link(bytes("hooks"), to: bytes(".githooks"))
            try await world.sync()
            world.copy.write(bytes(".githooks/pre-commit"), [6, 6], mode: 0o755)
            for name in ["bare", "bare/objects", "bare/refs"] { world.copy.makeDirectory(bytes(name)) }
            for name in ["bare/HEAD", "bare/commondir", "own/config"] { world.copy.write(bytes(name), [6]) }
            world.copy.write(bytes("beside"), [1])
            let paths = [".githooks/pre-commit", "bare/HEAD", "bare/commondir", "own/config", "beside"]
            let before = world.source.entries()
            for scope in [
                CopyWalk.Scope.paths(Dictionary(uniqueKeysWithValues: paths.map { (bytes($0), false) })), .everything,
            ] {
                _ = try await world.collect(scope)
                let came = Set(world.source.entries().keys).subtracting(before.keys)
                #expect(came == [bytes("beside")])
                #expect(FileManager.default.contents(atPath: "\(world.source.root)/.githooks/pre-commit") == Data([1]))
            }
        }
    }

    @Test func `of a repo that git does not answer for nothing comes back`() async throws {
        try await with { world, _ in
            try makeFile("\(world.source.root)/.git", "gitdir: /nowhere\n")
            world.copy.write(bytes("a"), [1, 2])
            await #expect(throws: (any Error).self) { _ = try await world.collect() }
            #expect(FileManager.default.contents(atPath: "\(world.source.root)/a") == Data([1]))
        }
    }

    @Test func `an empty file never takes the place of the user's`() async throws {
        try await with { world, _ in
            world.copy.write(bytes("a"), [])
            _ = try await world.collect()
            #expect(FileManager.default.contents(atPath: "\(world.source.root)/a") == Data([1]))
        }
    }

    @Test func `nothing is read or written through a link on either side`() async throws {
        try await with { world, directory in
            mkdir("\(directory)/outside", 0o777)
            try makeFile("\(directory)/outside/secret", "s")
            world.copy.link(bytes("dir"), to: bytes("\(directory)/outside"))
            world.source.link(bytes("mine"), to: bytes("\(directory)/outside"))
            world.copy.makeDirectory(bytes("mine"))
            world.copy.write(bytes("mine/x"), [1])
            _ = try await world.collect()
            _ = try await world.collect(
                .paths([bytes("dir/secret"): true, bytes("mine/x"): false, bytes("../up"): true])
            )
            #expect(tree("\(directory)/outside") == ["secret"])
            #expect(Set(world.source.entries().keys) == Set(["a", "mine"].map(bytes)))
        }
    }

    @Test func `too much of it stays, and is said`() async throws {
        try await with { world, _ in
            let huge = open("\(world.copy.root)/huge", O_WRONLY | O_CREAT, 0o644)
            ftruncate(huge, off_t(BackCollector.size) + 1)
            close(huge)
            let first = try await world.collect().report.message ?? ""
            #expect(first.contains("\"huge\" (larger than"))
            for number in 0...CopyWalk.made { world.copy.write(bytes("f\(number)"), []) }
            let second = try await world.collect().report.message ?? ""
            #expect(second.contains("more than 10000 new files"))
            #expect(world.source.entries().count == 1)
        }
    }

    @Test func `what is there for a moment stays, and so does what the engine makes to mount on`() async throws {
        try await with { world, _ in
            let passing = [
                ".a.Xy12zQ", ".env.aB3dE9", ".a.swp", ".a.swo", "a~", "#a#", ".#a", "4913", "sedQ1w2E3",
                ".goutputstream-1",
                "a___jb_tmp___",
            ]
            let plain = [".env.sample", ".eslintrc.config", "#a", "sedation", "swp", ".babelrc", "a.swp.txt"]
            for name in passing + plain { world.copy.write(bytes(name), [1]) }
            world.copy.write(bytes("mounted-on"), [], mode: 0o755)
            world.copy.makeDirectory(bytes("mount-point"))
            world.copy.write(bytes("empty"), [])
            world.copy.write(bytes(".dustyignore"), bytes("*"))
            let outcome = try await world.collect()
            #expect(Set(world.source.entries().keys) == Set((plain + ["a", "empty"]).map(bytes)))
            #expect(outcome.report.message == nil)
            // What the repo itself has by such a name is code like any other.
            world.source.write(bytes("b~"), [1])
            try await world.sync()
            world.copy.write(bytes("b~"), [1, 2])
            _ = try await world.collect()
            #expect(FileManager.default.contents(atPath: "\(world.source.root)/b~") == Data([1, 2]))
            #expect(world.copy.status(bytes("mount-point")) != nil)
        }
    }

    @Test func `what there is no time for waits, is said, and is not lost to a sync`() async throws {
        try await withTemporaryDirectory { directory in
            var world = BothWays(directory)
            world.collector.patience = .zero
            let names = (0..<70).map { bytes("f\($0)") }
            for name in names { world.source.write(name, [1]) }
            try await world.sync()
            for name in names { world.copy.write(name, [1, 2]) }
            let outcome = try await world.sync()
            #expect(outcome.isCutOff && outcome.left == 6 && outcome.held.count == 6 && outcome.report.files == 64)
            #expect(outcome.report.message?.contains("waits for the next time") == true)
            #expect(names.allSatisfy { world.copy.status($0)?.size == 2 })
            world.collector.patience = .seconds(60)
            try await world.sync()
            #expect(names.allSatisfy { world.source.status($0)?.size == 2 })
        }
    }

    @Test func `a sync takes several passes for many changes, and does not run over what they leave`() async throws {
        try await withTemporaryDirectory { directory in
            var world = BothWays(directory)
            world.collector.patience = .zero
            let names = (0..<700).map { bytes("f\($0)") }
            for name in names { world.source.write(name, [1]) }
            try await world.sync()
            for name in names { world.copy.write(name, [1, 2]) }
            func collect() async throws -> BackCollector.Outcome {
                try await world.collector.collectAll(world.repo, by: world.transfer) { [] }
            }
            let first = try await collect()
            #expect(first.left == 60 && first.report.files == 640)
            let fault = RepoSync.fault(first, of: world.repo)
            #expect(fault?.message == "shop is not copied: 60 changes of containers are not back yet")
            let second = try await collect()
            #expect(!second.isCutOff && second.report.files == 60 && second.report.message == nil)
            #expect(RepoSync.fault(second, of: world.repo) == nil)
            #expect(names.allSatisfy { world.source.status($0)?.size == 2 })
        }
    }

    @Test func `of conflicts of one repo the oldest go, which is said, and those of others stay`() async throws {
        try await with { world, _ in
            let user = SubprocessRunner.currentUser
            let other = RepoInUse(name: "other", shortName: "other", path: "/", overridden: true)
            let store = world.collector.conflicts
            #expect(await store.keep(.link(bytes("x")), of: bytes("x"), other, for: user) == 0)
            for number in 0..<ConflictStore.repoCount {
                #expect(await store.keep(.link(bytes("x")), of: bytes("\(number)"), world.repo, for: user) == 0)
            }
            world.copy.write(bytes("a"), [1, 2])
            world.source.write(bytes("a"), [1, 2, 3])
            let outcome = try await world.collect()
            #expect(outcome.report.message == "1 older conflict went to make room for newer ones")
            let paths = await store.all().map(\.path)
            #expect(paths.count == ConflictStore.repoCount + 1 && paths.contains("a") && paths.contains("x"))
            #expect(!paths.contains("0"))
        }
    }

    @Test func `what is more than can be left to containers is said with its number`() {
        #expect(RepoSync.beyond(500) == nil)
        #expect(RepoSync.beyond(512)?.contains("12 of these are the repo's again") == true)
    }

    @Test func `what comes back is the user's, as its directory says`() async throws {
        try await withTemporaryDirectory { directory in
            chmod(directory, 0o755)
            let user = User(uid: 4321, gid: 4322, groups: [], name: "u", home: "/")
            let world = BothWays(directory, reader: user, kept: ["kept"], protected: ["asset"])
            world.source.write(bytes("a"), [1], mode: 0o600)
            world.source.makeDirectory(bytes("closed"), mode: 0o700)
            for name in ["a", "closed"] { chown("\(world.source.root)/\(name)", 4321, 4322) }
            try await world.sync()
            world.copy.write(bytes("new"), [1], mode: 0o666)
            world.copy.write(bytes("closed/run"), [1], mode: 0o777)
            world.copy.write(bytes("a"), [1, 2], mode: 0o777)
            for name in ["kept", "asset", "mounted"] { world.copy.write(bytes(name), [1]) }
            _ = try await world.collect(mounted: ["mounted"])
            let statuses = ["new", "closed/run", "a"].map { world.source.status(bytes($0)) }
            #expect(statuses.map { $0?.rights } == [0o644, 0o700, 0o700])
            #expect(statuses.allSatisfy { $0?.owner == 4321 && $0?.group == 4322 })
            #expect(world.source.entries().count == 4)
            #expect(world.copy.status(bytes("new"))?.owner == 4321, "so that it does not go out again")
        }
    }

    @Test func `without a manifest nothing comes back, then or later`() async throws {
        try await with { world, directory in
            world.copy.write(bytes("made"), [1])
            try FileManager.default.removeItem(atPath: "\(directory)/manifests")
            for _ in 0..<2 { try await world.sync() }
            #expect(world.source.status(bytes("made")) == nil)
            world.copy.write(bytes("made"), [1, 2])
            try await world.sync()
            #expect(world.source.status(bytes("made")) != nil)
        }
    }
}
