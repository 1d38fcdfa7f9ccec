import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(1))) struct ContainerControllerTests {
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
}
