import DustyCore
import Foundation
import Testing

@testable import dustyd

/// The end of the data of one app or service.
@Suite struct ResetTests {
    private static var specs: [String: String] {
        var specs = TestStack.specs
        specs["services/redis.yml"] = """
            image: redis:7.0
            volumes: ['/persist/shop/redis:/data', '/persist/shop/redis/logs:/logs', 'kept:/kept', 'read:/read:ro']
            """
        specs["services/other.yml"] = "image: redis:7.0\nvolumes: ['/persist/shop:/shop']\n"
        specs["bundles/shop.yml"] = "description: the shop\napps: [web]\nservices: [other]\n"
        return specs
    }
    private static let volumes = ["kept", "read"].map {
        StoredVolume(name: "dusty_\($0)", labels: [ComposeLabel.project: "dusty"], bytes: 1)
    }
    private static let redis = StoredContainer.running("redis") {
        $0.mounts = [mount("kept", writable: true), mount("read", writable: false)]
    }

    private static func mount(_ volume: String, writable: Bool) -> StoredContainer.Mount {
        .init(source: "/volumes/\(volume)", volume: "dusty_\(volume)", writable: writable)
    }

    private func withStack(
        _ specs: [String: String] = ResetTests.specs,
        _ body: (TestStack, String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory, specs: specs)
            stack.storage.set(EngineUsage(containers: [Self.redis], volumes: Self.volumes))
            let data = "\(MachineTree(root: stack.paths.machine).persist)/shop/redis"
            try makeFile("\(data)/dump.rdb", "orders")
            try makeFile("\(data)/logs/log", "words")
            try await body(stack, data)
        }
    }

    /// Brings the stack up, so that the engine's lists are of the same containers.
    private func bringUp(_ stack: TestStack) async throws {
        try #require(try await stack.run(.up()).state == .succeeded)
        var redis = Self.redis
        redis.id = try #require(await stack.world.containers.first { $0.service == "redis" }).id
        stack.storage.set(EngineUsage(containers: [redis], volumes: Self.volumes))
    }

    private func plan(_ stack: TestStack) async throws -> DataPlan {
        let entries = try await stack.context.gather().blueprint.compose.entries
        return try await stack.disk.data(of: "redis", among: entries)
    }

    @Test func `only what it may write to goes, and each directory once`() async throws {
        try await withStack { stack, _ in
            let plan = try await plan(stack)
            #expect(plan.remove.map(\.name) == ["dusty_kept", "shop/redis"])
            #expect(plan.stops == ["other"])
        }
    }

    @Test func `a volume stays that a container has which is not the stack's, or one of dusty run`() async throws {
        let strangers: [(String, [String: String])] = [
            ("the container mine", [:]),
            ("the container mine", [ComposeLabel.project: "dusty-test-7", StackLabel.stack: "default"]),
            ("`dusty run redis …`", [StackLabel.run: "default", StackLabel.service: "redis"]),
        ]
        for (words, labels) in strangers {
            try await withStack { stack, _ in
                let user = StoredContainer.running("mine") {
                    ($0.name, $0.labels, $0.mounts) = ("mine", labels, [Self.mount("kept", writable: false)])
                }
                stack.storage.set(EngineUsage(containers: [Self.redis, user], volumes: Self.volumes))
                let error = await #expect(throws: DustyError.self) { _ = try await plan(stack) }
                #expect(error?.code == .conflict && error?.message.contains(words) == true, "\(error?.message ?? "")")
            }
        }
    }

    @Test func `a volume stays that another spec names, even one without a container`() async throws {
        var specs = Self.specs
        specs["services/other.yml"] = "image: redis:7.0\nvolumes: ['kept:/kept:ro']\n"
        try await withStack(specs) { stack, _ in
            let error = await #expect(throws: DustyError.self) { _ = try await plan(stack) }
            #expect(error?.message == "the volume dusty_kept is also in the spec of other")
        }
    }

    @Test func `who was stopped for it is started again when it fails, and nothing counts as removed`() async throws {
        try await withStack { stack, data in
            try await bringUp(stack)
            let other = try #require(await stack.world.containers.first { $0.service == "other" })
            await stack.world.fail("discard", with: DustyError(.failed, "no"))
            let job = try await stack.run(.reset("redis"))
            #expect(job.state == .failed && job.error?.message == "no", "\(String(describing: job.error))")
            #expect(stack.storage.calls == ["start \(other.id)"])
            let known = try DataLedger(path: stack.disk.ledger).read().entries
            #expect(Set(known.keys) == ["shop", "shop/redis", "shop/redis/logs"])
            #expect(textOfFile("\(data)/dump.rdb") == "orders")
        }
    }

    @Test func `what was removed may be missing, nothing else`() async throws {
        try await withStack { stack, data in
            try await bringUp(stack)
            let job = try await stack.run(.reset("redis"))
            #expect(job.state == .succeeded, "\(String(describing: job.error))")
            #expect(stack.storage.calls == ["remove volume dusty_kept"])
            #expect(!FileManager.default.fileExists(atPath: data))
            #expect(await stack.world.containers.first { $0.service == "other" }?.status == .running)
            let known = try DataLedger(path: stack.disk.ledger).read().entries
            #expect(known["shop"] != nil && known["shop/redis"] == nil)
        }
    }

    @Test func `a program of dusty run that writes there is not cut off`() async throws {
        try await withStack { stack, data in
            try await stack.context.systems.oneOffs.add("dusty_redis_run_1")
            var program = StoredContainer.running("redis")
            program.name = "dusty_redis_run_1"
            program.labels = [StackLabel.run: "default", StackLabel.service: "redis"]
            program.mounts = [.init(source: "\(data)/logs", volume: nil, writable: true)]
            stack.storage.set(EngineUsage(containers: [program]))
            let ownership = stack.disk.ownership
            let usage = try await stack.disk.storage.usage()
            #expect(ownership.oneOffs([], in: usage).isEmpty)
            let job = try await stack.run(.reset("redis"))
            let words = job.error?.message ?? ""
            #expect(words.contains("`dusty run redis …` is using"), "\(words)")
            #expect(textOfFile("\(data)/dump.rdb") == "orders" && stack.storage.calls.isEmpty)
        }
    }

    @Test func `a directory that is gone counts as removed`() async throws {
        try await withTemporaryDirectory { root in
            try makeFile("\(root)/here/file")
            let directories = LocalDirectories(programs: SubprocessRunner(), roots: [root])
            #expect(try await directories.remove("\(root)/gone/below") == nil)
            #expect(try await directories.remove("\(root)/here/gone") == nil)
            #expect(try await directories.remove("\(root)/here/file/below") != nil)
            #expect(tree(root) == ["here", "here/file"])
        }
    }
}
