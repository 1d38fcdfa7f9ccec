import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct EndContainerTests {
    /// What the engine is asked for to end a container in a state, where signals and waiting are answered with these codes.
    private func calls(
        status: String,
        stopSignal: String? = nil,
        kill: Int = 204,
        wait: Int = 200
    ) async throws -> [String] {
        let signal = stopSignal.map { #","StopSignal":"\#($0)""# } ?? ""
        let inspected = """
            {"Id":"aa","Name":"/dusty_api_1","Image":"sha256:1","RestartCount":0,"State":{"Status":"\(status)",
            "OOMKilled":false,"ExitCode":0,"Error":"","StartedAt":"2026-11-24T03:04:05Z",
            "FinishedAt":"0001-01-01T00:00:00Z"},"Config":{"Image":"python:3.11","Tty":false,
            "Labels":{"com.docker.compose.service":"api"}\(signal)}}
            """
        return try await withTemporaryDirectory { directory in
            let stub = StubEngine(in: directory) { request in
                switch request.line {
                case "GET /containers/aa/json":
                    status == "gone" ? nil : StubEngine.reply(200, inspected)
                case let line where line.contains("/kill?"): StubEngine.reply(kill, #"{"message":"no"}"#)
                case let line where line.contains("/wait"):
                    StubEngine.reply(wait, wait == 200 ? #"{"StatusCode":143}"# : #"{"message":"no"}"#)
                case let line where line.contains("/unpause"): StubEngine.reply(204, "")
                case let line where line.contains("/stop?"): StubEngine.reply(204, "")
                default: nil
                }
            }
            defer { stub.stop() }
            try await DockerEngine(socketPath: stub.path).end(container: "aa", grace: 10)
            return stub.requests.map { $0.line.replacing("/v1.41", with: "") }
        }
    }

    @Test func `it is asked by its own signal and waited for`() async throws {
        #expect(
            try await calls(status: "running", stopSignal: "SIGQUIT").prefix(2) == [
                "GET /containers/aa/json", "POST /containers/aa/kill?signal=SIGQUIT",
            ]
        )
        let usual = try await calls(status: "running")
        #expect(usual.contains("POST /containers/aa/kill?signal=SIGTERM"))
        #expect(!usual.contains { $0.contains("SIGKILL") })
        #expect(usual.last?.contains("/wait") == true)
    }

    @Test func `one that does not run stays as it is`() async throws {
        #expect(try await calls(status: "exited") == ["GET /containers/aa/json"])
        #expect(try await calls(status: "gone") == ["GET /containers/aa/json"])
    }

    @Test func `one that the engine is about to start again is stopped by the engine`() async throws {
        #expect(try await calls(status: "restarting").last == "POST /containers/aa/stop?t=0")
    }

    @Test func `one that has ended or gone in between has ended`() async throws {
        _ = try await calls(status: "running", kill: 409)
        _ = try await calls(status: "running", kill: 404)
        _ = try await calls(status: "running", wait: 404)
    }

    @Test func `an engine that fails is an error`() async throws {
        await #expect(throws: DustyError.self) { _ = try await calls(status: "running", kill: 500) }
    }

    @Test func `F14 one that is paused goes on first, because no signal reaches it`() async throws {
        let calls = try await calls(status: "paused")
        #expect(
            calls.prefix(3) == [
                "GET /containers/aa/json", "POST /containers/aa/unpause", "POST /containers/aa/kill?signal=SIGTERM",
            ]
        )
    }
}
