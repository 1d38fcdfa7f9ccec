import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct LogPagesTests {
    /// Three lines in each millisecond.
    private static func lines(_ count: Int, each: Int = 3) -> [ContainerLogLine] {
        (0..<count).map { number in
            ContainerLogLine(
                time: Timestamp(milliseconds: 1_000_000 + Int64(number / each)),
                isError: false,
                text: "\(number)"
            )
        }
    }

    private func service(_ logs: [String: [ContainerLogLine]]) -> (LogService, Observatory) {
        let containers = logs.keys.sorted().map { ObservedContainer.started($0) }
        let engine = InMemoryEngine(containers)
        engine.change { state in
            for (name, lines) in logs { state.logs["id-\(name)"] = lines }
        }
        var facts = StackFacts.empty
        facts.observe(containers)
        let observatory = Observatory(facts: facts, clock: { .noon })
        return (LogService(engine: engine, observatory: observatory), observatory)
    }

    private func page(_ service: LogService, _ names: [String], _ window: LogWindow) async throws -> [LogLine] {
        let collector = Collector<LogLine>()
        try await service.stream(LogRequest(names: names, window)) { for line in $0.lines { collector.add(line) } }
        return collector.values
    }

    @Test(arguments: ["tail", "head"]) func `any number of lines may be asked for`(name: String) async throws {
        let (service, _) = service(["api": Self.lines(10)])
        let items = [("name", "api"), (name, "\(Int.max)"), ("until", "2100-01-01T00:00:00Z")]
        let request = try LogRequest(ParameterValues(items.map { ParameterItem(name: $0.0, value: $0.1) }))
        #expect(try await page(service, request.names, request.window).count == 10)
    }

    @Test func `a name that is said twice is one stream`() {
        #expect(LogRequest(names: ["b", "a", "b"]).names == ["b", "a"])
    }

    @Test(arguments: [1, 3, 7, 500]) func `going back page by page shows every line once, to the first`(
        each: Int
    ) async throws {
        let all = Self.lines(5000, each: each)
        let (service, _) = service(["api": all])
        var found: [String] = []
        var until = Timestamp(milliseconds: .max / 2_000_000)
        while true {
            let page = try await page(service, ["api"], LogWindow(tail: 700, until: until))
            guard let first = page.first else { break }
            #expect(first.time < until)
            found = page.map(\.text) + found
            until = first.time
        }
        #expect(found == all.map(\.text))
    }

    @Test func `going on page by page shows every line once, to the last`() async throws {
        let all = Self.lines(5000)
        let (service, _) = service(["api": all])
        var found: [String] = []
        var since = Timestamp(milliseconds: 1_000_100)
        while true {
            let page = try await page(service, ["api"], LogWindow(head: 700, since: since))
            guard let last = page.last else { break }
            found += page.map(\.text)
            since = Timestamp(milliseconds: last.time.milliseconds + 1)
        }
        #expect(found == all.dropFirst(300).map(\.text))
        let start = try await page(service, ["api"], LogWindow(head: 4))
        #expect(start.map(\.text) == ["0", "1", "2", "3", "4", "5"])
    }

    @Test func `pages of several logs hold all there is of their time`() async throws {
        let busy = Self.lines(4000, each: 1)
        let quiet = (0..<40).map { number in
            ContainerLogLine(
                time: Timestamp(milliseconds: 1_000_000 + Int64(number) * 100),
                isError: true,
                text: "q\(number)"
            )
        }
        let (service, _) = service(["api": busy, "db": quiet])
        var found: [LogLine] = []
        var until = Timestamp(milliseconds: 2_000_000)
        while true {
            let page = try await page(service, ["api", "db"], LogWindow(tail: 500, until: until))
            guard let first = page.first else { break }
            found = page + found
            until = first.time
        }
        #expect(found.map(\.time) == found.map(\.time).sorted())
        #expect(found.filter { $0.source == "db" }.map(\.text) == quiet.map(\.text))
        #expect(found.filter { $0.source == "api" }.map(\.text) == busy.map(\.text))
    }

    @Test func `three runs read as three, whether one watched or not`() async throws {
        // Three lines a second, each second a run.
        let lines = (0..<9).map { number in
            ContainerLogLine(time: Self.second(number / 3, 500 + number), isError: false, text: "\(number)")
        }
        let (service, observatory) = service(["api": lines])
        await observatory.update { facts in
            for run in 0..<3 {
                for (action, time) in [("start", Self.second(run, 0)), ("die", Self.second(run, 900))] {
                    facts.note(
                        EngineEvent(action: action, container: "id-api", service: "api", time: time, exitCode: 3)
                    )
                }
            }
        }
        let window = LogWindow(tail: 100, until: Self.second(100, 0), runs: true)
        let texts = try await page(service, ["api"], window).map(\.text)
        let ends = ["api started", "api stopped: exited 3"]
        #expect(texts == (0..<3).flatMap { run in [ends[0]] + (0..<3).map { "\(run * 3 + $0)" } + [ends[1]] })
    }

    private static func second(_ number: Int, _ milliseconds: Int) -> Timestamp {
        Timestamp(milliseconds: 1_000_000 + Int64(number) * 1000 + Int64(milliseconds))
    }

    @Test func `since the last start is each container's own`() async throws {
        let (service, observatory) = service(["api": Self.lines(9)])
        await observatory.update { facts in
            facts.containers[0].startedAt = Timestamp(milliseconds: 1_000_002)
        }
        var window = LogWindow()
        window.sinceStart = true
        #expect(try await page(service, ["api"], window).map(\.text) == ["6", "7", "8"])
    }
}

@Suite struct ContainerHistoryTests {
    @Test func `an event and what the engine says of the same end are one`() {
        var history = ContainerHistory()
        history.note(.ended(code: nil), at: Timestamp(milliseconds: 10_000))
        history.note(.ended(code: 3), at: Timestamp(milliseconds: 10_340))
        history.note(.started, at: Timestamp(milliseconds: 9000))
        #expect(history.events.map(\.words) == ["started", "stopped: exited 3"])
    }

    @Test func `only so much is kept`() {
        var history = ContainerHistory()
        for number in 0..<1000 {
            history.note(.started, at: Timestamp(milliseconds: Int64(number) * 100))
            history.note(.ended(code: 1), at: Timestamp(milliseconds: Int64(number) * 100 + 50))
        }
        #expect(history.events.count == ContainerHistory.limit)
        #expect(history.events.last?.time == Timestamp(milliseconds: 99_950))
    }
}
