import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct PreviousLogsTests {
    private let files = MemoryFiles()
    private let secrets = KnownSecrets()

    private var previous: PreviousLogs { PreviousLogs(directory: "/logs", files: files, secrets: secrets) }

    private func engine(_ texts: [String]) -> InMemoryEngine {
        let engine = InMemoryEngine([.running("api")])
        let lines = texts.enumerated().map { number, text in
            ContainerLogLine(time: Timestamp(milliseconds: Int64(number)), isError: number == 0, text: text)
        }
        engine.change { $0.logs["id-api"] = lines }
        return engine
    }

    @Test func `the last lines of a container that goes are kept without secrets, for root alone`() async throws {
        secrets.remember(["api": ["PASSWORD": Secret("correct-horse")]])
        await previous.keep([.running("api")], from: engine(["begin", "password is correct-horse"]))
        let lines = try #require(previous.lines(of: "api"))
        #expect(lines.map(\.text) == ["begin", "password is \(Redactor.mark)"])
        #expect(lines.map(\.stream) == [.err, .out])
        #expect(previous.lines(of: "web") == nil)
    }

    @Test func `what a changed variable was, and what a cut line has of a value, is not kept`() async throws {
        secrets.remember(["api": ["PASSWORD": "correct-horse", "TOKEN": "battery-staple"]])
        secrets.remember(["api": ["PASSWORD": "another-horse"]])
        let filled = String(repeating: "x", count: LogDecoder.limit - 7)
        await previous.keep([.running("api")], from: engine(["correct-horse battery-staple", filled + "correct"]))
        let lines = try #require(previous.lines(of: "api"))
        #expect(lines.map(\.text) == ["\(Redactor.mark) \(Redactor.mark)", filled + Redactor.mark])
    }

    @Test func `logs are read side by side, and all of them within one time`() async throws {
        let names = ["api", "web", "worker"]
        let engine = engine(["line"])
        engine.change { $0.silentLogs = ["id-web", "id-worker", "id-other"] }
        var previous = previous
        previous.patience = .seconds(600)
        let keeping = Task { [previous] in await previous.keep(names.map { .running($0) }, from: engine) }
        var asked: Set<String> = []
        for await name in engine.silent.stream where asked.insert(name).inserted && asked.count == 2 { break }
        #expect(asked == ["id-web", "id-worker"])
        keeping.cancel()
        await keeping.value
        previous.patience = .milliseconds(50)
        let many = Array(repeating: ObservedContainer.running("other"), count: 20)
        await previous.keep([.running("api")] + many, from: engine)
        #expect(previous.lines(of: "api")?.map(\.text) == ["line"])
        #expect(previous.lines(of: "other") == nil)
    }

    @Test func `no more lines and bytes are kept than there is room for, and the newest stay`() async throws {
        await previous.keep([.running("api")], from: engine((0..<3000).map { "line \($0)" }))
        #expect(previous.lines(of: "api")?.count == PreviousLogs.mostLines)
        #expect(previous.lines(of: "api")?.last?.text == "line 2999")
        let long = String(repeating: "x", count: 60_000)
        await previous.keep([.running("api")], from: engine(Array(repeating: long, count: 40)))
        #expect(previous.lines(of: "api")?.count == PreviousLogs.mostBytes / 60_000)
    }

    @Test func `a request gets what was kept in the order of time, and a name without any is an error`() async throws {
        for name in ["api", "web"] {
            let engine = InMemoryEngine([.running(name)])
            let line = ContainerLogLine(
                time: Timestamp(milliseconds: name == "api" ? 2 : 1),
                isError: false,
                text: name
            )
            engine.change { $0.logs["id-\(name)"] = [line] }
            await previous.keep([.running(name)], from: engine)
        }
        let service = LogService(engine: InMemoryEngine(), observatory: .still(), previous: previous)
        var window = LogWindow()
        window.previous = true
        let lines = try service.previousLines(LogRequest(names: ["api", "web"], window))
        #expect(lines.map(\.text) == ["web", "api"])
        let error = #expect(throws: DustyError.self) { try service.previousLines(LogRequest(names: ["db"], window)) }
        #expect(error?.code == .notFound)
    }

    @Test func `a request gets the part that it asks for, in batches`() async throws {
        await previous.keep([.running("api")], from: engine((0..<1200).map { "\($0)" }))
        let service = LogService(engine: InMemoryEngine(), observatory: .still(), previous: previous)
        var window = LogWindow()
        window.previous = true
        let batches = Collector<LogBatch>()
        try await service.stream(LogRequest(names: ["api"], window)) { batches.add($0) }
        #expect(batches.values.map(\.lines.count) == [500, 500, 200])
        #expect(batches.values.flatMap(\.lines).map(\.text) == (0..<1200).map { "\($0)" })
        window.since = Timestamp(milliseconds: 10)
        window.until = Timestamp(milliseconds: 20)
        #expect(try service.previousLines(LogRequest(names: ["api"], window)).map(\.text) == (10..<20).map { "\($0)" })
        window.head = 2
        #expect(try service.previousLines(LogRequest(names: ["api"], window)).map(\.text) == ["10", "11"])
        (window.head, window.tail) = (nil, 1)
        #expect(try service.previousLines(LogRequest(names: ["api"], window)).map(\.text) == ["19"])
    }

    @Test(arguments: [("follow", "true"), ("runs", "true"), ("since", "last-start")])
    func `what a kept log does not have is refused`(name: String, value: String) throws {
        let items = [("name", "api"), ("previous", "true")].map { ParameterItem(name: $0.0, value: $0.1) }
        #expect(try LogRequest(ParameterValues(items)).window.previous)
        let error = #expect(throws: DustyError.self) {
            try LogRequest(ParameterValues(items + [ParameterItem(name: name, value: value)]))
        }
        #expect(error?.code == .invalid)
    }
}
