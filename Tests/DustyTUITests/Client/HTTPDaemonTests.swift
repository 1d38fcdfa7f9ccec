import ArgumentParser
import DustyCore
import DustyTestSupport
import Essentials
import Synchronization
import Testing

@testable import DustyTUI

struct HTTPDaemonTests {
    @Test func aValueIsDecoded() async throws {
        let snapshot = try await ask { daemon in
            try await daemon.call(.status)
        } answer: { exchange in
            #expect(exchange.method == "GET")
            #expect(exchange.target == Endpoint.status.path)
            try await exchange.reply(200, try Self.json(WireExamples.snapshot))
        }
        #expect(snapshot == WireExamples.snapshot)
    }

    @Test func aRequestIsSentAsJSON() async throws {
        let request = JobRequest(.restart(.services(["api"])), queue: true, sshAuthSock: "/run/agent")
        let job = try await ask { daemon in
            try await daemon.call(.startJob, request)
        } answer: { exchange in
            #expect(exchange.method == "POST")
            #expect(exchange.header("Content-Type") == "application/json")
            #expect(try Wire.decode(JobRequest.self, from: Data(exchange.body)) == request)
            try await exchange.reply(201, try Self.json(WireExamples.job))
        }
        #expect(job == WireExamples.job)
    }

    @Test func aStreamMayArriveInAnyPieces() async throws {
        let seen = Mutex<[JobEvent]>([])
        try await ask { daemon in
            try await daemon.follow(.jobEvents, JobNumber(7)) { event in seen.withLock { $0.append(event) } }
        } answer: { exchange in
            try await exchange.start()
            let text = try WireExamples.events.map { try Self.json($0) + "\n" }.joined()
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                try await exchange.send(Array(rest.prefix(37)))
                rest = rest.dropFirst(37)
            }
            try await exchange.end()
        }
        #expect(seen.withLock { $0 } == WireExamples.events)
    }

    @Test func whatLogsAreWantedStandsInTheQuery() async throws {
        let request = LogRequest(names: ["api", "a b"], follow: true, tail: 5)
        try await ask { daemon in
            try await daemon.follow(.logs, request) { #expect($0 == WireExamples.batch) }
        } answer: { exchange in
            #expect(exchange.target == "/v1/logs?name=api&name=a%20b&follow=true&tail=5")
            try await exchange.reply(200, try Self.json(WireExamples.batch))
        }
    }

    @Test(arguments: [true, false])
    func `texts are harmless once they have come in, or as they were for who prints JSON`(keepsTexts: Bool) async throws
    {
        let hostile = VersionInfo(version: "1\u{1B}[31m", api: "1\n.0", stack: "\u{202E}s", pid: 1)
        let body = try Self.json(hostile)
        let answer = try await StubServer.with({ try await $0.reply(200, body) }) {
            try await HTTPDaemon(socketPath: $0.socketPath, keepsTexts: keepsTexts).call(.version)
        }
        #expect(answer == (keepsTexts ? hostile : VersionInfo(version: "1", api: "1 .0", stack: "s", pid: 1)))
    }

    @Test(arguments: ["status JSON", "up JSON", "top JSON", "test JSON api", "machine create vm --kind qemu JSON"])
    func `commands that are to print JSON ask for texts as they are`(_ line: String) throws {
        for printsJSON in [false, true] {
            let arguments = line.replacing("JSON", with: printsJSON ? "--json" : "").split(separator: " ").map(
                String.init
            )
            let command = try #require(try Dusty.parseAsRoot(arguments) as? any DaemonCommand)
            #expect(command.printsJSON == printsJSON)
        }
    }

    @Test(arguments: [true, false]) func anErrorOfTheDaemonIsThrownAsItIs(ofStream: Bool) async throws {
        await #expect(throws: WireExamples.error) {
            try await ask { daemon in
                if ofStream { return try await daemon.follow(.watch) { _ in } }
                _ = try await daemon.call(.version)
            } answer: { exchange in
                try await exchange.reply(422, try Self.json(WireExamples.error))
            }
        }
    }

    @Test func anErrorThatIsNotOfDustyNamesTheStatus() async throws {
        let error = await #expect(throws: DustyError.self) {
            try await ask {
                _ = try await $0.call(.version)
            } answer: {
                try await $0.reply(418, "teapot")
            }
        }
        #expect(error?.code == .internal)
        #expect(error?.message.contains("418") == true)
    }

    @Test func aMissingDaemonIsUnavailable() async throws {
        try await TemporaryDirectory.with { directory in
            let path = directory.path + "/none.sock"
            let error = await #expect(throws: DustyError.self) {
                _ = try await HTTPDaemon(socketPath: path).call(.version)
            }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains(path) == true)
            #expect(error?.hint?.contains("dusty -d") == true)
        }
    }

    @Test(arguments: [([:], "/var/run/dusty/dusty.sock"), (["DUSTY_SOCKET_PATH": "/tmp/x"], "/tmp/x")])
    func theSocketIsTheEnvironments(environment: [String: String], path: String) {
        #expect(HTTPDaemon.socketPath(environment: environment) == path)
    }

    private static func json(_ value: some Encodable) throws -> String {
        String(decoding: try Wire.encode(value), as: UTF8.self)
    }

    private func ask<Value: Sendable>(
        _ question: (HTTPDaemon) async throws -> Value,
        answer: @escaping @Sendable (StubExchange) async throws -> Void
    ) async throws -> Value {
        try await StubServer.with(answer) { try await question(HTTPDaemon(socketPath: $0.socketPath)) }
    }
}
