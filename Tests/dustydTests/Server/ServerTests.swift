import CLibrary
import Dispatch
import DustyCore
import Essentials
import Testing
import UnixHTTP

@testable import dustyd

@Suite(.needsRoot) struct ServerTests {
    private func serving(_ body: @escaping @Sendable (TestStack, UnixHTTPClient) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            try await stack.serving { client in try await body(stack, client) }
        }
    }

    @Test func `version and status answer`() async throws {
        try await serving { _, client in
            let version: VersionInfo = try await client.value(HTTPCall(path: Endpoint.version.path))
            #expect(version.stack == "default")
            #expect(version.api == API.version)
            let snapshot: Snapshot = try await client.value(HTTPCall(path: Endpoint.status.path))
            #expect(snapshot.apps.map(\.name) == ["api", "web"])
        }
    }

    @Test(.needsRoot, .timeLimit(.minutes(5)))
    func `root is let in while the database does not answer`() async throws {
        let released = DispatchSemaphore(value: 0)
        defer { released.signal() }
        let directory = CallerDirectory(patience: .milliseconds(50)) { _ in
            released.wait()
            return nil
        }
        try await withTemporaryDirectory { path in
            let stack = try await TestStack(directory: path)
            try await stack.serving(directory: directory) { client in
                for _ in 0..<3 {
                    let version: VersionInfo = try await client.value(HTTPCall(path: Endpoint.version.path))
                    #expect(version.api == API.version)
                }
            }
        }
    }

    @Test(arguments: [
        ("{", "invalid"), ("{}", "invalid"), (#"{"kind":"dance"}"#, "invalid"),
        (#"{"kind":"restart","names":["apo"]}"#, "not_found"), (#"{"kind":"down","names":["api"]}"#, "invalid"),
    ])
    func `a bad job request is refused in the one shape of errors`(body: String, code: String) async throws {
        try await serving { _, client in
            let reply = try await client.reply(
                to: HTTPCall(method: "POST", path: Endpoint.jobs.path, body: Array(body.utf8))
            )
            #expect(!reply.head.isSuccess)
            let error: DustyError = try Wire.decode(from: Data(reply.body))
            #expect(error.code.rawValue == code)
            #expect(!error.message.isEmpty)
        }
    }

    @Test func `a request of a megabyte is read whole, one of nine is refused`() async throws {
        try await serving { _, client in
            let name = String(repeating: "x", count: 1 << 20)
            let body = Array(#"{"kind":"restart","names":["\#(name)"]}"#.utf8)
            let reply = try await client.reply(to: HTTPCall(method: "POST", path: Endpoint.jobs.path, body: body))
            #expect(reply.head.status == 400)
            let tooMuch = try? await client.reply(
                to: HTTPCall(method: "POST", path: Endpoint.jobs.path, body: Array(repeating: 32, count: 9 << 20))
            )
            #expect(tooMuch == nil || tooMuch?.head.status == 400)
        }
    }

    @Test func `a job's events stream from the first to the last, also for one who comes late`() async throws {
        try await serving { stack, client in
            let body = Array(#"{"kind":"up"}"#.utf8)
            let job: Job = try await client.value(HTTPCall(method: "POST", path: Endpoint.jobs.path, body: body))
            for _ in 0..<2 {
                let events = try await client.events(of: job.id)
                #expect(events.first?.kind == .started)
                #expect(events.last?.kind == .finished(state: .succeeded, error: nil))
                #expect(events.map(\.sequence) == Array(0..<events.count))
            }
            #expect(try await stack.jobs.job(job.id).state == .succeeded)
        }
    }

    @Test func `watching gives a snapshot at once and another after a change`() async throws {
        try await serving { stack, client in
            let seen = Collected<Snapshot>()
            var splitter = LineSplitter()
            try? await client.stream(HTTPCall(path: Endpoint.watch.path), onHead: { _ in }) { chunk in
                // Empty lines between are signs of life.
                for line in splitter.append(chunk) where !line.isEmpty {
                    await seen.add(try Wire.decode(from: line))
                    guard await seen.values.count == 1 else {
                        throw CancellationError()
                    }
                    await stack.observatory.update { $0.containers = [.started("api")] }
                }
            }
            #expect(await seen.values.map { $0.apps[0].state } == [.missing, .up])
        }
    }

    @Test func `bundles are listed and changed, unknown ones refused`() async throws {
        try await serving { stack, client in
            let rows: [BundleStatus] = try await client.value(HTTPCall(path: Endpoint.bundles.path))
            #expect(rows.map { "\($0.name) \($0.active)" } == ["back false", "shop true"])
            let change = Array(#"{"names":["back"],"active":true}"#.utf8)
            let after: [BundleStatus] = try await client.value(
                HTTPCall(method: "POST", path: Endpoint.bundles.path, body: change)
            )
            #expect(after.map(\.active) == [true, true])
            #expect(try await stack.settings.current().bundles == ["back", "shop"])
            let bad = Array(#"{"names":["shoop"],"active":true}"#.utf8)
            let reply = try await client.reply(to: HTTPCall(method: "POST", path: Endpoint.bundles.path, body: bad))
            #expect(reply.head.status == 404)
        }
    }

    @Test func `an unknown path and an unknown job are not found`() async throws {
        try await serving { _, client in
            for path in ["/v1/nothing", "/v1/jobs/99"] {
                let status = try await client.reply(to: HTTPCall(path: path)).head.status
                #expect(status == 404)
            }
        }
    }
}

private actor Collected<Value: Sendable> {
    private(set) var values: [Value] = []

    func add(_ value: Value) {
        values.append(value)
    }
}

extension UnixHTTPClient {
    fileprivate func value<Value: Decodable>(_ call: HTTPCall) async throws -> Value {
        try Wire.decode(from: Data(try await reply(to: call).body))
    }

    fileprivate func events(of job: Int) async throws -> [JobEvent] {
        let reply = try await reply(to: HTTPCall(path: "/v1/jobs/\(job)/events"))
        var splitter = LineSplitter()
        return try splitter.append(reply.body).map { try Wire.decode(from: $0) }
    }
}
