import DustyCore
import Foundation
import Testing

@testable import dustyd

/// Data that vanished are never replaced by an empty directory without a word.
@Suite struct DataLedgerTests {
    private static var specs: [String: String] {
        var specs = TestStack.specs
        specs["services/redis.yml"] = "image: redis:7.0\nvolumes: ['/persist/shop/redis:/data']\n"
        return specs
    }

    private func withStack(_ body: (TestStack, String) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory, specs: Self.specs)
            let data = "\(MachineTree(root: stack.paths.machine).persist)/shop/redis"
            try makeFile("\(data)/dump.rdb", "orders")
            let job = try await stack.run(.up())
            #expect(job.state == .succeeded, "\(String(describing: job.error))")
            _ = try await stack.run(.stop([]))
            try await body(stack, data)
        }
    }

    @Test(arguments: [Job.Operation.up(), .restart(.services([])), .rebuild([])])
    func `a directory that vanished is not replaced by an empty one`(operation: Job.Operation) async throws {
        try await withStack { stack, data in
            try FileManager.default.moveItem(atPath: data, toPath: data + ".elsewhere")
            await stack.world.forgetCalls()
            let job = try await stack.run(operation)
            #expect(job.state == .failed)
            let error = try #require(job.error)
            #expect(error.code == .conflict && error.message.contains(data) && error.message.contains("redis"))
            #expect(error.hint?.contains("dusty up --fresh redis") == true)
            #expect(await stack.world.calls.allSatisfy { !$0.hasPrefix("compose up") && !$0.hasPrefix("start") })
            try FileManager.default.moveItem(atPath: data + ".elsewhere", toPath: data)
            #expect(try await stack.run(.up()).state == .succeeded)
        }
    }

    @Test func `an empty directory in its place is seen, and where older data are is said`() async throws {
        try await withStack { stack, data in
            try FileManager.default.moveItem(atPath: data, toPath: data + ".elsewhere")
            try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
            try makeFile("\(stack.paths.machine)/restores/before-noon/shop/redis/dump.rdb", "older")
            let job = try await stack.run(.up())
            #expect(job.error?.hint?.contains("restores/before-noon") == true, "\(String(describing: job.error))")
            let accepted = try await stack.run(.up(fresh: ["redis"]))
            #expect(accepted.state == .succeeded, "\(String(describing: accepted.error))")
            _ = try await stack.run(.stop([]))
            #expect(try await stack.run(.up()).state == .succeeded)
        }
    }

    @Test func `what its users emptied themselves is said and starts`() async throws {
        try await withStack { stack, data in
            try FileManager.default.removeItem(atPath: "\(data)/dump.rdb")
            let job = try await stack.run(.up())
            #expect(job.state == .succeeded, "\(String(describing: job.error))")
            #expect(job.tail.contains { $0.contains(data) && $0.contains("is empty") }, "\(job.tail)")
        }
    }

    @Test func `other data in their place are taken as they are`() async throws {
        try await withStack { stack, data in
            try FileManager.default.moveItem(atPath: data, toPath: data + ".elsewhere")
            try makeFile("\(data)/dump.rdb", "restored by hand")
            #expect(try await stack.run(.up()).state == .succeeded)
        }
    }

    @Test func `a ledger that cannot be read is kept and said`() async throws {
        try await withStack { stack, _ in
            try makeFile(stack.disk.ledger, "\u{0}")
            let job = try await stack.run(.up())
            #expect(job.state == .succeeded)
            #expect(job.tail.contains { $0.contains("unreadable") }, "\(job.tail)")
        }
    }

    @Test func `fresh names what is there`() async throws {
        try await withStack { stack, _ in
            await #expect(throws: DustyError.self) {
                try await stack.jobs.start(JobRequest(.up(fresh: ["reddis"])), for: .tester)
            }
        }
    }
}
