import DustyCore
import DustyTestSupport
import Testing

@testable import dustyd

/// Attaching to a container's own process, which was there before its caller and stays.
@Suite struct AttachmentTests {
    private static let size = TerminalSize(columns: 90, rows: 30)

    private func with(
        _ own: OwnProcess = OwnProcess(readsInput: true, hasTerminal: true),
        _ body: (ExecService, FakeExecEngine) async throws -> Void
    ) async throws {
        let engine = FakeExecEngine(code: 3, own: ["id-api": own])
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            await stack.observatory.update { facts in
                var stopped = ObservedContainer.started("redis", kind: "service")
                stopped.status = .exited
                facts.containers = [.started("api"), stopped]
            }
            let catalog = ScriptCatalog(loader: stack.context.loader, settings: stack.settings)
            try await body(ExecService(engine: engine, observatory: stack.observatory, scripts: catalog), engine)
        }
    }

    @Test(arguments: [true, false])
    func `it is as the container has it, its input and output flow, and its exit code comes last`(
        terminal: Bool
    )
        async throws
    {
        try await with(OwnProcess(readsInput: true, hasTerminal: terminal)) { service, engine in
            let request = ExecRequest(name: "api", terminal: true, size: Self.size, attach: true)
            let session = try await service.create(request, for: .tester)
            #expect(session.terminal == terminal)
            #expect(engine.seen.programs.isEmpty)
            var outputs: [ExecOutput] = []
            try await service.run(try await service.claim(session.id, for: .tester)) { send in
                try await send(.bytes([1, 2]))
                try await send(.resize(TerminalSize(columns: 1, rows: 2)))
                // What ends its caller does not reach the process.
                try await send(.signal(.terminate))
                try await send(.end)
                try await untilCancelled()
            } each: {
                outputs.append($0)
            }
            #expect(outputs == [.out([1, 2]), .exit(3)])
            #expect(engine.seen.programs.map(\.container) == ["id-api"])
            #expect(engine.seen.sizes == [Self.size, TerminalSize(columns: 1, rows: 2)])
        }
    }

    @Test func `a caller that is gone leaves it alone`() async throws {
        try await with { service, engine in
            let session = try await service.create(ExecRequest(name: "api", attach: true), for: .tester)
            let exec = try await service.claim(session.id, for: .tester)
            await #expect(throws: ExecService.CallerGone.self) {
                try await service.run(exec) { _ in
                } each: { _ in
                }
            }
            #expect(engine.seen.programs.count == 1)
            #expect(engine.seen.own["id-api"]?.exitCode == nil)
        }
    }

    @Test func `one without an input is refused with what to do`() async throws {
        try await with(OwnProcess(readsInput: false, hasTerminal: false)) { service, _ in
            let request = ExecRequest(name: "api", attach: true)
            let error = await #expect(throws: DustyError.self) { try await service.create(request, for: .tester) }
            #expect(error?.code == .conflict)
            #expect(error?.hint?.contains("stdin_open: true") == true && error?.hint?.contains("dusty logs") == true)
        }
    }

    @Test(
        arguments: [
            (ExecRequest(name: "redis", attach: true), .conflict), (ExecRequest(name: "apo", attach: true), .notFound),
            (ExecRequest(name: "api", arguments: ["ls"], attach: true), .invalid),
            (ExecRequest(name: "api", script: "x", attach: true), .invalid),
            (ExecRequest(name: "api", user: "0", attach: true), .invalid),
            (ExecRequest(name: "api", oneOff: true, attach: true), .invalid),
            (ExecRequest(name: "api", environment: ["A=b"], attach: true), .invalid),
        ] as [(ExecRequest, DustyError.Code)]
    )
    func `what does not run, or is to run otherwise, is refused`(
        request: ExecRequest,
        code: DustyError.Code
    )
        async throws
    {
        try await with { service, engine in
            let error = await #expect(throws: DustyError.self) { try await service.create(request, for: .tester) }
            #expect(error?.code == code)
            #expect(engine.seen.programs.isEmpty)
        }
    }
}
