import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct DockerEngineTests {
    private func withEngine(
        version: String = "1.41",
        _ script: @escaping @Sendable (StubEngine.Request) -> String?,
        _ body: (DockerEngine, StubEngine) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let stub = StubEngine(in: directory, version: version, script: script)
            defer { stub.stop() }
            try await body(DockerEngine(socketPath: stub.path), stub)
        }
    }

    @Test(arguments: zip(["1.41", "1.99", "1.24"], ["1.41", "1.45", "1.24"]))
    func `the newest version that both know is spoken`(offered: String, spoken: String) async throws {
        try await withEngine(version: offered) { _ in
            StubEngine.reply(200, #"{"Version":"26.1.5"}"#)
        } _: { engine, stub in
            let version = try await engine.version()
            #expect(version == "26.1.5")
            #expect(stub.requests.first?.line == "GET /v\(spoken)/version")
        }
    }

    @Test func `an engine that is too old says so`() async throws {
        try await withEngine(version: "1.12") { _ in
            nil
        } _: { engine, _ in
            let error = await #expect(throws: DustyError.self) { try await engine.version() }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("1.12") == true)
        }
    }

    @Test func `a missing socket is unavailable, with its path and a remedy`() async {
        let engine = DockerEngine(socketPath: "/no/such/engine.sock")
        let error = await #expect(throws: DustyError.self) { try await engine.containers(project: "dusty") }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("/no/such/engine.sock") == true)
        #expect(error?.hint?.contains("start Docker") == true)
    }

    @Test func `containers are listed by label and inspected`() async throws {
        try await withEngine { request in
            switch request.line {
            case "GET /containers/aa/json": StubEngine.reply(200, Recorded.inspectedUp)
            case "GET /containers/bb/json": StubEngine.reply(200, Recorded.inspectedDead)
            case "GET /containers/dd/json": StubEngine.reply(200, Recorded.inspectedOneOff)
            case let line where line.hasPrefix("GET /containers/json?"):
                StubEngine.reply(200, #"[{"Id":"bb"},{"Id":"aa"},{"Id":"cc"},{"Id":"dd"}]"#)
            default: nil
            }
        } _: { engine, stub in
            let containers = try await engine.containers(project: "dusty")
            #expect(containers.map(\.name) == ["dusty_api_1", "dusty_db_1"])
            let api = try #require(containers.first)
            #expect(api.service == "api" && api.status == .running && api.health == .healthy && api.terminal)
            #expect(api.image == "python:3.11" && api.imageID == "sha256:1" && api.finishedAt == nil)
            #expect(api.startedAt == Timestamp("2026-11-24T03:04:05.123Z"))
            let db = try #require(containers.last)
            #expect(db.exitCode == 137 && db.outOfMemory && db.error == "boom" && db.health == nil && db.restarts == 3)
            let filters = "filters=%7B%22label%22%3A%5B%22com.docker.compose.project%3Ddusty%22%5D%7D"
            #expect(stub.requests.first?.line == "GET /v1.41/containers/json?all=1&\(filters)")
        }
    }

    @Test func `events come one by one, without those of health checks`() async throws {
        let attributes = #"{"com.docker.compose.service":"api","container":"label"}"#
        let die =
            #"{"Type":"container","Action":"die","Actor":{"ID":"aa","Attributes":\#(attributes)},"time":1,"timeNano":1500000000}"#
        let check = die.replacing(#""die""#, with: #""exec_start: true""#)
        let start = die.replacing(#""die""#, with: #""start""#)
        let disconnect =
            #"{"Type":"network","Action":"disconnect","Actor":{"ID":"nn","Attributes":{"container":"cc"}},"time":2}"#
        try await withEngine { request in
            if request.line.contains("dusty_default") { return StubEngine.chunks(disconnect + "\n") }
            return StubEngine.chunks(
                String(die.prefix(40)),
                String(die.dropFirst(40)) + "\n" + check + "\n",
                start + "\n"
            )
        } _: { engine, _ in
            let events = Collector<EngineEvent>()
            try await engine.events(project: "dusty") { events.add($0) }
            #expect(events.values.map(\.action).filter { $0 != "disconnect" } == ["die", "start"])
            #expect(events.values.count == 3)
            #expect(events.values.first { $0.action == "disconnect" }?.container == "cc")
            #expect(
                events.values.first { $0.action == "die" }
                    == EngineEvent(action: "die", container: "aa", service: "api", time: Timestamp(milliseconds: 1500))
            )
        }
    }

    @Test func `logs ask for what is wanted`() async throws {
        let first = "\u{1}\0\0\0\0\0\0\u{19}2026-11-24T03:04:05.5Z a\n"
        let second = "\u{2}\0\0\0\0\0\0\u{1A}2026-11-24T03:04:06Z new!\n"
        try await withEngine { _ in
            StubEngine.chunks(first, second)
        } _: { engine, stub in
            let lines = Collector<ContainerLogLine>()
            let since = try #require(Timestamp("2026-11-24T03:04:05.500Z"))
            let query = LogQuery(follow: false, tail: 5, since: since, terminal: false)
            try await engine.logs(container: "aa", query: query) { for line in $0 { lines.add(line) } }
            #expect(lines.values.map(\.text) == ["a", "new!"])
            #expect(lines.values.map(\.isError) == [false, true])
            let line = try #require(stub.requests.first?.line)
            #expect(line.contains("tail=5") && line.contains("since=\(since.milliseconds / 1000).500"))
            #expect(line.contains("follow=0") && line.contains("timestamps=1"))
        }
    }

    @Test func `a program runs in a container and its exit code comes back`() async throws {
        try await withEngine { request in
            switch request.line {
            case "POST /containers/aa/exec": StubEngine.reply(201, #"{"Id":"ee"}"#)
            case "POST /exec/ee/start":
                "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n"
                    + "\u{1}\0\0\0\0\0\0\u{3}ok\n" + "\u{2}\0\0\0\0\0\0\u{4}bad\n"
            case "GET /exec/ee/json": StubEngine.reply(200, #"{"ExitCode":3,"Running":false}"#)
            default: nil
            }
        } _: { engine, stub in
            let result = try await engine.execute(container: "aa", ["nginx", "-t"])
            #expect(result.status == 3)
            #expect(result.output == "ok\nbad\n")
            #expect(stub.requests.first?.body.contains(#""Cmd":["nginx","-t"]"#) == true)
        }
    }

    @Test func `the engine's refusal keeps its words`() async throws {
        try await withEngine { _ in
            StubEngine.reply(409, #"{"message":"is not running"}"#)
        } _: { engine, stub in
            let error = await #expect(throws: DustyError.self) { try await engine.signal(container: "a/b", "HUP") }
            #expect(error?.code == .conflict)
            #expect(error?.message.contains("is not running") == true)
            #expect(stub.requests.first?.line == "POST /v1.41/containers/a%2Fb/kill?signal=HUP")
        }
    }

    @Test(arguments: [
        (#"{"Subnet":"172.17.0.0/16","Gateway":"172.17.0.9"}"#, "172.17.0.9"),
        (#"{"Subnet":"172.17.0.0/16"}"#, "172.17.0.1"),
    ])
    func `the bridge's address is its gateway`(configuration: String, address: String) async throws {
        try await withEngine { _ in
            StubEngine.reply(200, #"{"IPAM":{"Config":[\#(configuration)]}}"#)
        } _: { engine, _ in
            let found = try await engine.bridgeAddress()
            #expect(found == address)
        }
    }

    @Test func `an image that is not there is nil`() async throws {
        try await withEngine { request in
            request.line == "GET /images/host%3A5000/app%3A1/json" ? StubEngine.reply(200, #"{"Id":"sha256:7"}"#) : nil
        } _: { engine, _ in
            let known = try await engine.imageID("host:5000/app:1")
            let unknown = try await engine.imageID("other")
            #expect(known == "sha256:7" && unknown == nil)
        }
    }

    @Test func `stats come from the second reply until the container stops`() async throws {
        let first =
            #"{"cpu_stats":{"cpu_usage":{"total_usage":100},"system_cpu_usage":1000,"online_cpus":1},"precpu_stats":{"cpu_usage":{"total_usage":0}},"memory_stats":{"usage":5,"limit":9}}"#
        let second = first.replacing(
            #""precpu_stats":{"cpu_usage":{"total_usage":0}}"#,
            with: #""precpu_stats":{"cpu_usage":{"total_usage":50},"system_cpu_usage":900}"#
        )
        let ended = #"{"read":"0001-01-01T00:00:00Z","# + String(first.dropFirst())
        try await withEngine { request in
            request.line == "GET /info"
                ? StubEngine.reply(200, #"{"MemTotal":9}"#)
                : StubEngine.chunks(first + "\n", second + "\n", ended + "\n", second + "\n")
        } _: { engine, _ in
            let stats = Collector<ContainerStats>()
            try await engine.stats(container: "aa") { stats.add($0) }
            #expect(stats.values == [ContainerStats(cpuPercent: 50, memoryBytes: 5, memoryLimitBytes: nil)])
        }
    }

    @Test func `DOCKER_HOST names a Unix socket or nothing`() throws {
        #expect(try EngineSocket.path(dockerHost: nil) == "/var/run/docker.sock")
        #expect(try EngineSocket.path(dockerHost: "unix:///run/d.sock") == "/run/d.sock")
        #expect(throws: DustyError.self) { try EngineSocket.path(dockerHost: "tcp://1.2.3.4:2375") }
    }
}

private enum Recorded {
    static let inspectedUp = """
        {"Id":"aa","Name":"/dusty_api_1","Image":"sha256:1","RestartCount":0,"State":{"Status":"running","Running":true,
        "OOMKilled":false,"ExitCode":0,"Error":"","StartedAt":"2026-11-24T03:04:05.123456789Z",
        "FinishedAt":"0001-01-01T00:00:00Z","Health":{"Status":"healthy","FailingStreak":0,"Log":[]}},
        "Config":{"Image":"python:3.11","Tty":true,"Labels":{"com.docker.compose.service":"api","com.docker.compose.oneoff":"False"}}}
        """
    static let inspectedDead = """
        {"Id":"bb","Name":"/dusty_db_1","Image":"sha256:2","RestartCount":3,"State":{"Status":"exited","OOMKilled":true,
        "ExitCode":137,"Error":"boom","StartedAt":"2026-11-24T03:04:05Z","FinishedAt":"2026-11-24T03:04:09Z"},
        "Config":{"Image":"postgres:15","Tty":false,"Labels":{"com.docker.compose.service":"db"}}}
        """
    static let inspectedOneOff = """
        {"Id":"dd","Name":"/run","Image":"sha256:2","State":{"Status":"running","ExitCode":0},
        "Config":{"Image":"x","Tty":false,"Labels":{"com.docker.compose.service":"db","com.docker.compose.oneoff":"True"}}}
        """
}
