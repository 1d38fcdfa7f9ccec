import DustyCore
import DustyTestSupport
import Essentials
import Testing
import UnixHTTP

@testable import dustyd

@Suite struct ExecServiceTests {
    private static let scripts = [
        "bundles/shop.yml": "description: the shop\napps: [api]\nservices: [redis]\n",
        "apps/api.yml": """
        image: python:3.11
        commands: {always: [sleep 1]}
        scripts:
          - {name: greet, description: Says hello, command: [echo hello]}
          - {name: late, description: Not there yet, command: [echo late]}
        """,
        "apps/idle.yml": "image: python:3.11\ncommands: {always: [sleep 1]}\n",
        "services/redis.yml": "image: redis:7.0\n",
    ]
    private static let greeting = "/command_files/dusty_command_file_api_script_greet.sh"

    private func with(
        engine: FakeExecEngine = FakeExecEngine(),
        _ body: (ExecService, FakeExecEngine) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory, specs: Self.scripts)
            await stack.observatory.update { facts in
                var stopped = ObservedContainer.started("redis", kind: "service")
                stopped.status = .exited
                stopped.exitCode = 3
                facts.containers = [.started("api"), stopped]
            }
            let catalog = ScriptCatalog(loader: stack.context.loader, settings: stack.settings)
            let oneOffs = OneOffs(
                names: .standard,
                ledger: stack.context.systems.oneOffs,
                models: OneOffModels()
            )
            let service = ExecService(
                engine: engine,
                observatory: stack.observatory,
                scripts: catalog,
                oneOffs: oneOffs
            )
            try await body(service, engine)
        }
    }

    private func refusal(_ request: ExecRequest) async throws -> DustyError? {
        var refusal: DustyError?
        try await with { service, _ in
            refusal = await #expect(throws: DustyError.self) { _ = try await service.create(request, for: .tester) }
        }
        return refusal
    }

    @Test func `a program in a container of its own is made when its caller comes, and goes whatever becomes of both`()
        async throws
    {
        try await with(engine: FakeExecEngine(code: 3)) { service, engine in
            let request = ExecRequest(name: "redis", arguments: ["cat"], user: "root", oneOff: true)
            let session = try await service.create(request, for: .tester)
            #expect(engine.seen.oneOffs.isEmpty)
            var outputs: [ExecOutput] = []
            try await service.run(try await service.claim(session.id, for: .tester)) { send in
                try await send(.bytes([1, 2]))
                try await send(.end)
                try await untilCancelled()
            } each: {
                outputs.append($0)
            }
            #expect(outputs == [.out([1, 2]), .exit(3)])
            let (name, made) = try #require(engine.seen.oneOffs.first)
            #expect(!made.like.isEmpty)
            #expect(name.hasPrefix("dusty_redis_run_") && engine.seen.removed == [name: 0])
            #expect(engine.seen.programs[0].program.user == "root")
            #expect(service.oneOffs?.ledger.names == [])

            let second = try await service.claim(try await service.create(request, for: .tester).id, for: .tester)
            await #expect(throws: ExecService.CallerGone.self) {
                try await service.run(second) { _ in
                } each: { _ in
                }
            }
            #expect(engine.seen.removed.count == 2 && engine.seen.removed.values.contains { $0 > 0 })
            #expect(service.oneOffs?.ledger.names == [])
        }
    }

    @Test func `a container that could not be made for sure is left to the sweeper`() async throws {
        try await with { service, engine in
            engine.fail(with: DustyError(.failed, "no answer"))
            let request = ExecRequest(name: "redis", arguments: ["cat"], oneOff: true)
            let session = try await service.claim(try await service.create(request, for: .tester).id, for: .tester)
            await #expect(throws: DustyError.self) {
                try await service.run(session) { _ in
                } each: { _ in
                }
            }
            let ledger = try #require(service.oneOffs?.ledger)
            #expect(ledger.earlier.count == 1 && ledger.names == ledger.earlier)
            #expect(engine.seen.removed.keys.sorted() == ledger.earlier)
            try await ledger.clear(ledger.earlier, with: engine)
            #expect(ledger.names.isEmpty && ledger.earlier.isEmpty)
        }
    }

    @Test func `a script has no container of its own`() async throws {
        let error = try await refusal(ExecRequest(name: "api", script: "greet", oneOff: true))
        #expect(error?.code == .invalid)
    }

    @Test func `A116 scripts have name and description; an app without any has none, an unknown one is an error`()
        async throws
    {
        try await with { service, _ in
            let all = try await service.scripts.scripts(of: nil)
            #expect(all.map(\.name) == ["greet", "late"])
            #expect(all.first == ScriptInfo(app: "api", name: "greet", description: "Says hello"))
            #expect(try await service.scripts.scripts(of: "idle") == [])
            let error = await #expect(throws: DustyError.self) { try await service.scripts.scripts(of: "apo") }
            #expect(error?.code == .notFound)
        }
    }

    @Test(arguments: [[], ["one"], ["--flag", "two words", ""]])
    func `A117 a script runs by its file with exactly its arguments`(arguments: [String]) async throws {
        let engine = FakeExecEngine(entries: [Self.greeting: ArchiveEntry(name: "greet", kind: .file, size: 1)])
        try await with(engine: engine) { service, engine in
            _ = try await service.create(ExecRequest(name: "api", script: "greet", arguments: arguments), for: .tester)
            #expect(engine.seen.programs.map(\.container) == ["id-api"])
            #expect(engine.seen.programs.map(\.program.command) == [["sh", Self.greeting] + arguments])
        }
    }

    @Test(
        arguments: [
            (ExecRequest(name: "apo", script: "greet"), .notFound),
            (ExecRequest(name: "api", script: "gret"), .notFound),
            (ExecRequest(name: "idle", script: "greet"), .notFound),
            (ExecRequest(name: "api", script: "late"), .conflict),
        ] as [(ExecRequest, DustyError.Code)]
    )
    func `A117 a script that cannot run says why`(request: ExecRequest, code: DustyError.Code) async throws {
        #expect(try await refusal(request)?.code == code)
    }

    @Test(
        arguments: [
            (ExecRequest(name: "apo"), .notFound), (ExecRequest(name: "redis"), .conflict),
            (ExecRequest(name: "api", arguments: ["a\u{0}b"]), .invalid),
            (ExecRequest(name: "api", arguments: [""]), .invalid),
        ] as [(ExecRequest, DustyError.Code)]
    )
    func `A118 a shell that cannot be opened says why`(request: ExecRequest, code: DustyError.Code) async throws {
        #expect(try await refusal(request)?.code == code)
    }

    @Test func `A118 a shell is bash or sh, with the terminal's type and size`() async throws {
        try await with { service, engine in
            let size = TerminalSize(columns: 90, rows: 30)
            let request = ExecRequest(name: "api", terminal: true, size: size, terminalType: "xterm", user: "1:1")
            _ = try await service.create(request, for: .tester)
            let program = try #require(engine.seen.programs.first?.program)
            #expect(program.command == ExecService.shell)
            #expect(program.environment.contains("TERM=xterm"))
            #expect(program.size == size && program.terminal && program.user == "1:1")
        }
    }

    @Test func `input comes back as output, and the exit code last`() async throws {
        try await with(engine: FakeExecEngine(code: 7)) { service, _ in
            let exec = try await prepared(service)
            let outputs = Collected()
            try await service.run(exec) { send in
                try await send(.bytes([1, 2]))
                try await send(.end)
                try await untilCancelled()
            } each: { output in
                await outputs.add(output)
            }
            #expect(await outputs.values == [.out([1, 2]), .exit(7)])
        }
    }

    @Test func `a program whose caller is gone is hung up`() async throws {
        try await with { service, engine in
            let exec = try await prepared(service)
            await #expect(throws: ExecService.CallerGone.self) {
                try await service.run(exec) { _ in
                } each: { _ in
                }
            }
            let last = try #require(engine.seen.programs.last?.program)
            #expect(last.command == ExecSignal.command("HUP", to: exec.mark, .all))
            #expect(exec.program.environment.contains("DUSTY_EXEC=\(exec.mark)"))
        }
    }

    @Test func `a cancelled program is still hung up`() async throws {
        try await with { service, engine in
            let exec = try await prepared(service)
            let (begun, begin) = AsyncStream.makeStream(of: Void.self)
            let running = Task {
                try await service.run(exec) { send in
                    try await send(.bytes([1]))
                    try await untilCancelled()
                } each: { _ in
                    begin.yield()
                }
            }
            for await _ in begun { break }
            running.cancel()
            await #expect(throws: (any Error).self) { try await running.value }
            #expect(engine.seen.programs.last?.program.command == ExecSignal.command("HUP", to: exec.mark, .all))
        }
    }

    @Test func `only the user who prepared a program may attach, and only once`() async throws {
        try await with { service, _ in
            let session = try await service.create(ExecRequest(name: "api"), for: .tester)
            var other = Caller.tester
            other.user.uid += 1
            await #expect(throws: DustyError.self) { _ = try await service.claim(session.id, for: other) }
            _ = try await service.claim(session.id, for: .tester)
            await #expect(throws: DustyError.self) { _ = try await service.claim(session.id, for: .tester) }
        }
    }

    @Test(.needsRoot) func `the whole way over the socket and back, both directions at once`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            await stack.observatory.update { $0.containers = [.started("api")] }
            try await stack.serving { client in
                let call = HTTPCall(
                    method: "POST",
                    path: Endpoint.createExec.path,
                    body: Array(#"{"name":"api"}"#.utf8)
                )
                let session: ExecSession = try Wire.decode(from: Data(try await client.reply(to: call).body))
                let (answers, answered) = AsyncStream.makeStream(of: ExecOutput.self)
                var splitter = ExecFrame.Splitter()
                let attach = HTTPCall(method: "POST", path: "/v1/exec/\(session.id)/attach")
                var outputs: [ExecOutput] = []
                try await client.duplex(attach) { writer in
                    // The second line is sent only when the first has come back.
                    try await writer.write(ExecInput.bytes([1]).frame.bytes)
                    for await _ in answers { break }
                    for byte in ExecInput.bytes([2]).frame.bytes { try await writer.write([byte]) }
                    try await writer.write(ExecInput.end.frame.bytes)
                    try await untilCancelled()
                } onHead: { head in
                    #expect(head.status == 200)
                } each: { bytes in
                    for frame in try splitter.append(bytes) {
                        outputs.append(try ExecOutput(frame))
                        answered.yield(outputs[outputs.count - 1])
                    }
                }
                #expect(outputs == [.out([1]), .out([2]), .exit(0)])
            }
        }
    }

    private func prepared(_ service: ExecService) async throws -> PreparedExec {
        let session = try await service.create(ExecRequest(name: "api", arguments: ["cat"]), for: .tester)
        return try await service.claim(session.id, for: .tester)
    }
}

private actor Collected {
    private(set) var values: [ExecOutput] = []

    func add(_ value: ExecOutput) {
        values.append(value)
    }
}
