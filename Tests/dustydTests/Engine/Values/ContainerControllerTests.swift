import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct ContainerControllerTests {
    private func withEngine(
        _ script: @escaping @Sendable (StubEngine.Request) -> String?,
        _ body: (DockerEngine, StubEngine) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let stub = StubEngine(in: directory, script: script)
            defer { stub.stop() }
            try await body(DockerEngine(socketPath: stub.path), stub)
        }
    }

    @Test func `A container is put on a network under its names and taken off it again`() async throws {
        try await withEngine { _ in
            StubEngine.reply(200, "")
        } _: { engine, stub in
            try await engine.join(container: "c", network: "dusty_default", aliases: ["shop.test"])
            try await engine.leave(container: "c", network: "dusty_default")
            #expect(
                stub.requests.map(\.line) == [
                    "POST /v1.41/networks/dusty_default/connect", "POST /v1.41/networks/dusty_default/disconnect",
                ]
            )
            #expect(stub.requests[0].body.contains(#""Aliases":["shop.test"]"#))
            #expect(stub.requests[1].body.contains(#""Force":true"#))
        }
    }

    @Test func `A network for sharing has no way out, and whose it is is on it`() async throws {
        let found = #"{"Id":"n1","Name":"dusty_shared_a","Labels":{"x":"y"},"Containers":{"c1":{},"ep-0":{}}}"#
        try await withEngine { request in
            guard request.line.hasPrefix("GET ") else { return StubEngine.reply(201, "{}") }
            return request.line.hasSuffix("_a") ? StubEngine.reply(200, found) : nil
        } _: { engine, stub in
            try await engine.makeNetwork("dusty_shared_a", subnet: "10.214.1.0/24", labels: ["x": "y"])
            try await engine.join(container: "c", network: "dusty_shared_a", aliases: [], links: ["dusty_db_1:db"])
            #expect(
                try await engine.network("dusty_shared_a")
                    == EngineNetwork(id: "n1", labels: ["x": "y"], users: ["c1"])
            )
            #expect(try await engine.network("other") == nil)
            let body = stub.requests[0].body
            for words in [#""Internal":true"#, #""Name":"dusty_shared_a""#, #""Subnet":"10.214.1.0"#, #""x":"y""#] {
                #expect(body.contains(words), "\(body)")
            }
            #expect(stub.requests[1].body.contains(#""Links":["dusty_db_1:db"]"#))
        }
    }

    @Test func `What is gone already is no error, a network that is not there is`() async throws {
        try await withEngine { _ in
            nil
        } _: { engine, stub in
            try await engine.remove(container: "c")
            try await engine.leave(container: "c", network: "n")
            #expect(try await engine.container("c") == nil)
            #expect(stub.requests.first?.line == "DELETE /v1.41/containers/c?force=true&v=true")
            let error = await #expect(throws: DustyError.self) {
                try await engine.join(container: "c", network: "n", aliases: [])
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test(arguments: [("paused", true), ("running", false)])
    func `F14 starting lets one that is paused go on`(_ status: String, _ goesOn: Bool) async throws {
        let inspected = """
            {"Id":"c","Name":"/dusty_api_1","Image":"sha256:1","RestartCount":0,"State":{"Status":"\(status)",
            "OOMKilled":false,"ExitCode":0,"Error":"","StartedAt":"2026-11-24T03:04:05Z",
            "FinishedAt":"0001-01-01T00:00:00Z"},"Config":{"Image":"python:3.11","Tty":false,
            "Labels":{"com.docker.compose.service":"api"}}}
            """
        try await withEngine { request in
            if request.line.hasSuffix("/start") {
                return StubEngine.reply(409, #"{"message":"cannot start a paused container, try unpause instead"}"#)
            }
            return request.line.hasPrefix("GET ") ? StubEngine.reply(200, inspected) : StubEngine.reply(204, "")
        } _: { engine, stub in
            if goesOn {
                try await engine.start(container: "c")
            } else {
                await #expect(throws: DustyError.self) { try await engine.start(container: "c") }
            }
            #expect(stub.requests.contains { $0.line.hasSuffix("/containers/c/unpause") } == goesOn)
        }
    }
}
