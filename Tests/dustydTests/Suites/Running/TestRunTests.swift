import DustyCore
import Testing

@testable import dustyd

@Suite struct TestRunTests {
    private func with(
        pulled: [String: String] = [:],
        _ body: (TestRunStack) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            try await body(try await TestRunStack(directory: directory, pulled: pulled))
        }
    }

    @Test func `A88 A126 a suite runs in an image that was made first, then all is gone`() async throws {
        try await with { run in
            run.engine.change { $0.output["unit"] = ["one", "!two", "three"] }
            let job = try await run.test("api", TestRequest(suite: "unit"))
            #expect(job.state == .succeeded, "\(String(describing: job.error))")
            #expect(
                run.engine.current.calls == [
                    "up dusty-test-api-1-0-m", "commit dusty/test_api", "dispose dusty-test-api-1-0-m",
                    "up dusty-test-api-1-1-m", "dispose dusty-test-api-1-1-m",
                ]
            )
            #expect(job.tests?.map(\.result) == [.passed])
            #expect(job.tests?.first?.output == ["one", "two", "three"])
            let printed = try await run.jobs.events(of: job.id, from: 0).events.compactMap { event -> String? in
                guard case .suiteOutput(_, let stream, let text) = event.kind else { return nil }
                return "\(stream.rawValue) \(text)"
            }
            #expect(printed == ["out one\n", "err two\n", "out three\n"])
            #expect(try run.stack.files.files(below: run.stack.paths.testRuns) == [])
            #expect(try run.stack.files.files(below: "\(run.stack.paths.machine)/test_runs") == [])
        }
    }

    @Test func `A126 the exit code of a suite is its outcome, also for a lib`() async throws {
        try await with { run in
            run.engine.change { $0.codes["unit"] = 3 }
            let job = try await run.test("kit", TestRequest(suite: "unit"))
            #expect(job.state == .failed)
            #expect(job.error?.message == "suite unit failed with exit code 3")
            #expect(job.tests?.code == 3)
            #expect(run.engine.current.containers.isEmpty)
            let last = try await run.jobs.events(of: job.id, from: 0).events.last
            #expect(last?.tests == job.tests)
        }
    }

    @Test func `A127 all runs every suite in order, goes on after a failure, and makes the image once`() async throws {
        try await with { run in
            run.engine.change { $0.codes = ["unit": 2, "slow": 4] }
            _ = try await run.test("api", TestRequest(suite: "unit"))
            let job = try await run.test("api", TestRequest(suite: "all", recreate: true))
            #expect(job.tests?.map(\.suite) == ["unit", "slow"])
            #expect(job.tests?.code == 6)
            #expect(run.engine.current.calls.count { $0.hasPrefix("commit") } == 2)
            #expect(job.steps.map(\.state) == [.skipped, .skipped, .succeeded, .failed, .failed])
        }
    }

    @Test func `A89 A130 a second run takes the image that is there until what went into it changes`() async throws {
        try await with { run in
            _ = try await run.test("api", TestRequest(suite: "unit"))
            let first = run.engine.current.images.keys.filter { $0.hasPrefix("dusty/") }
            _ = try await run.test("api", TestRequest(suite: "unit"))
            #expect(run.engine.current.calls.count { $0.hasPrefix("commit") } == 1)
            run.states["\(run.stack.paths.repos)/src/api"] = "changed"
            _ = try await run.test("api", TestRequest(suite: "unit"))
            #expect(run.engine.current.calls.count { $0.hasPrefix("commit") } == 1)
            run.states["\(run.stack.paths.repos)/src/kit"] = "changed"
            _ = try await run.test("api", TestRequest(suite: "unit"))
            #expect(run.engine.current.calls.count { $0.hasPrefix("commit") } == 2)
            let second = run.engine.current.images.keys.filter { $0.hasPrefix("dusty/") }
            #expect(first.count == 1 && second.count == 1 && first != second)
        }
    }

    @Test func `without setup the base is the test image`() async throws {
        try await with { run in
            _ = try await run.test("plain", TestRequest(suite: "unit"))
            #expect(run.engine.current.calls.contains("tag base:1 dusty/test_plain"))
            #expect(!run.engine.current.calls.contains("up dusty-test-plain-1-0-m"))
        }
    }

    @Test func `A57 a failing setup fails the run with its output and leaves nothing`() async throws {
        try await with { run in
            run.engine.change { state in
                state.codes["setup"] = 7
                state.output["setup"] = ["no such package"]
            }
            let job = try await run.test("api", TestRequest(suite: "unit"))
            #expect(job.state == .failed)
            #expect(job.error?.message.contains("exit code 7") == true)
            #expect(job.tail.contains("no such package"))
            #expect(job.tests == nil)
            #expect(run.engine.current.containers.isEmpty)
            #expect(run.engine.current.images.keys.allSatisfy { !$0.hasPrefix("dusty/") })
        }
    }

    @Test func `specs that were pulled are used in this very run`() async throws {
        let text = "image: base:1\ncommands: {always: [run]}\ntest: {suites: [{name: fresh, command: [pytest]}]}\n"
        try await with(pulled: ["apps/plain.yml": text]) { run in
            let job = try await run.test("plain", TestRequest(suite: "fresh"))
            #expect(job.state == .succeeded, "\(String(describing: job.error))")
        }
        try await with(pulled: ["apps/plain.yml": text]) { run in
            try run.stack.files.replace("\(run.stack.paths.repos)/specs/here", with: [], mode: 0o644)
            let job = try await run.test("plain", TestRequest(suite: "fresh"), pull: false)
            #expect(job.error?.code == .notFound)
        }
    }

    @Test func `services that do not come up are named, with their last lines`() async throws {
        try await with { run in
            run.engine.change { state in
                state.failures["up dusty-test-api-1-1-m"] = DustyError(.failed, "compose failed")
                state.output["redis"] = ["bad config"]
                state.codes["redis"] = 1
            }
            let job = try await run.test("api", TestRequest(suite: "slow"))
            let outcome = try #require(job.tests?.first)
            #expect(outcome.result == .error)
            #expect(outcome.exitCode == nil)
            #expect(outcome.message == "its services did not come up: redis (exited)\ncompose failed")
            #expect(outcome.output == ["redis | bad config"])
            #expect(job.tail.contains("redis | bad config"))
            #expect(run.engine.current.containers.isEmpty)
        }
    }

    private static func gated(_ ready: String) -> [String: String] {
        ["services/redis.yml": "image: redis:7.0\nhealthcheck: {test: [CMD, ask], interval: 1h}\n\(ready)"]
    }

    @Test func `the tests start when a service's own check holds, however rarely the engine looks`() async throws {
        try await with(pulled: Self.gated("")) { run in
            run.engine.change { $0.refusals["redis"] = 3 }
            let job = try await run.test("api", TestRequest(suite: "slow"))
            #expect(job.state == .succeeded, "\(String(describing: job.error))")
            #expect(run.engine.current.started == ["redis", "slow"])
            #expect(run.engine.current.refusals["redis"] == 0)
        }
    }

    @Test func `a service that does not become ready is named with the reason, and no test begins`() async throws {
        try await with(pulled: Self.gated("ready: {exec: [ask], timeout: 1}\n")) { run in
            run.engine.change { state in
                state.refusals["redis"] = .max
                state.output["redis"] = ["waiting"]
            }
            let job = try await run.test("api", TestRequest(suite: "slow"))
            let outcome = try #require(job.tests?.first)
            #expect(outcome.result == .error)
            #expect(outcome.message?.contains("its services did not come up: redis (not ready)") == true)
            let reason = "redis is not ready: `/bin/sh` ended with exit code 1: not yet, for more than 1 s"
            #expect(outcome.message?.contains(reason) == true, "\(outcome.message ?? "")")
            #expect(outcome.output == ["redis | waiting"])
            #expect(run.engine.current.started == ["redis"])
            #expect(run.engine.current.containers.isEmpty)
        }
    }

    @Test func `cancelling takes everything away`() async throws {
        try await with { run in
            run.engine.change { state in
                state.endless = ["unit"]
                state.output["unit"] = ["at work"]
            }
            let job = try await run.start("api", TestRequest(suite: "unit"))
            for await _ in try await run.jobs.changes(of: job.id)
            where try await run.jobs.job(job.id).tail.contains("at work") { break }
            _ = try await run.jobs.cancel(job.id)
            #expect(try await run.ended(job.id).state == .cancelled)
            #expect(run.engine.current.calls.last == "dispose dusty-test-api-1-1-m")
            #expect(run.engine.current.containers.isEmpty)
            #expect(try run.stack.files.files(below: run.stack.paths.testRuns) == [])
        }
    }

    @Test func `kept containers stay until they are removed`() async throws {
        try await with { run in
            let job = try await run.test("api", TestRequest(suite: "unit", keep: true))
            #expect(job.tests?.first?.kept == "dusty-test-api-1-1-m")
            try await run.projects.sweep()
            #expect(run.engine.current.containers.map(\.service) == ["api"])
            run.engine.change { $0.containers = [] }
            try await run.projects.sweep()
            #expect(try run.stack.files.files(below: run.stack.paths.testRuns) == [])
        }
    }

    @Test func `what an earlier life left behind is swept, and nothing else`() async throws {
        try await with { run in
            let paths = run.stack.paths
            try run.stack.files.replace(
                "\(paths.testRuns)/dusty-test-api-9-1/docker-compose.yml",
                with: [],
                mode: 0o600
            )
            run.engine.change { state in
                state.containers = [
                    .running("api", id: "a", project: "dusty-test-web-8-1"), .running("api", id: "b", project: "dusty"),
                    .running("api", id: "c", project: "dusty-test-../x"),
                ]
            }
            try await run.projects.sweep()
            // What only says that it is of a run is not Dusty's.
            #expect(run.engine.current.calls == ["dispose dusty-test-api-9-1"])
            #expect(run.engine.current.containers.map(\.id) == ["a", "b", "c"])
            #expect(try run.stack.files.files(below: paths.testRuns) == [])
        }
    }

    @Test func `the names of a run's projects cannot be known before`() async throws {
        let marks = (0..<100).map { _ in SuiteSystems.none(MemoryFiles()).mark() }
        #expect(
            Set(marks).count == 100
                && marks.allSatisfy { !$0.isEmpty && StackNames.standard.isTestProject("dusty-test-a-1-1-\($0)") }
        )
        try await with { run in
            #expect(run.systems.suites.mark() == "m")
        }
    }
}
