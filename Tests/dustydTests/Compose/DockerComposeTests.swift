import DustyCore
import Synchronization
import Testing

@testable import dustyd

@Suite struct DockerComposeTests {
    private let project = ComposeProject(name: "dusty", file: "/state/compose/docker-compose.yml")
    private let options = ["--ansi", "never", "--progress", "plain"]
    private let place = [
        "--project-name", "dusty", "--project-directory", "/state/compose", "--file",
        "/state/compose/docker-compose.yml",
    ]

    /// Answers the question for the version like a host with this Compose, everything else by `script`.
    private func runner(
        plugin: String? = "2.26.1-4\n",
        standalone: String? = nil,
        _ script: @escaping @Sendable ([String]) -> RecordingRunner.Answer = { _ in .output() }
    ) -> RecordingRunner {
        RecordingRunner { command in
            guard command.arguments.suffix(2) == ["version", "--short"] else { return script(command.arguments) }
            let version = command.program == "docker" ? plugin : standalone
            return version.map { .output($0) } ?? .failure(1, "docker: 'compose' is not a docker command.")
        }
    }

    private func up(_ runner: RecordingRunner, recreate: Bool = false, withDependencies: Bool = true) async throws {
        try await DockerCompose(runner: runner, environment: ["DOCKER_HOST": "unix:///d", "SECRET": "x"])
            .up(project, services: ["api"], recreate: recreate, withDependencies: withDependencies) { _ in }
    }

    @Test func `the plugin comes first and is asked for its version once`() async throws {
        let runner = runner()
        let compose = DockerCompose(runner: runner, environment: ["DOCKER_HOST": "unix:///d", "SECRET": "x"])
        try await compose.build(project, services: ["api"]) { _ in }
        try await compose.pull(project, services: []) { _ in }
        #expect(
            runner.argumentVectors == [
                ["docker", "compose", "version", "--short"],
                ["docker", "compose"] + options + place + ["build", "api"],
                ["docker", "compose"] + options + place + ["pull"],
            ]
        )
        let environment = ["DOCKER_HOST": "unix:///d", "BUILDX_GIT_INFO": "false", "COMPOSE_IGNORE_ORPHANS": "true"]
        #expect(runner.commands.dropFirst().allSatisfy { $0.environment == environment })
    }

    @Test func `a plugin that was removed meanwhile is looked for again, and the older program takes its place`()
        async throws
    {
        let isGone = Mutex(false)
        let runner = RecordingRunner { command in
            let asked = command.arguments.suffix(2) == ["version", "--short"]
            guard command.program == "docker" else { return .output(asked ? "1.29.2" : "") }
            if isGone.withLock({ $0 }) { return .failure(125, "unknown flag: \(asked ? "--short" : "--ansi")") }
            return .output("2.26.1")
        }
        let compose = DockerCompose(runner: runner, environment: [:])
        try await compose.build(project, services: ["api"]) { _ in }
        isGone.withLock { $0 = true }
        try await compose.build(project, services: ["api"]) { _ in }
        #expect(
            runner.argumentVectors.suffix(2) == [
                ["docker-compose", "version", "--short"],
                ["docker-compose", "--ansi", "never"] + place + ["build", "api"],
            ]
        )
    }

    @Test func `without a Compose each way to run it says what is wrong with it`() async throws {
        let runner = RecordingRunner { command in
            command.program == "docker"
                ? .failure(125, "unknown flag: --short")
                : .failure(1, "ImportError: No module named 'docker'")
        }
        let error = await #expect(throws: DustyError.self) { try await up(runner) }
        #expect(error?.message.contains("docker has no compose plugin") == true)
        #expect(error?.message.contains("docker-compose ended with exit code 1: ImportError") == true)
        #expect(error?.hint?.contains("apt-get install docker-compose") == true)
    }

    @Test func `the older program is the fallback, without options it does not know`() async throws {
        let runner = runner(plugin: nil, standalone: "1.29.2")
        try await up(runner, recreate: true, withDependencies: false)
        #expect(
            runner.argumentVectors.last
                == ["docker-compose", "--ansi", "never"] + place
                + ["up", "--detach", "--remove-orphans", "--force-recreate", "--no-deps", "api"]
        )
    }

    @Test(
        arguments: [
            (["api"], Replacement.changed, ["--no-deps", "api"]),
            (["api"], .all, ["--force-recreate", "--no-deps", "api"]),
            ([], .none, ["--no-recreate"]),
        ] as [([String], Replacement, [String])]
    )
    func `containers are made and not started`(services: [String], replacing: Replacement, rest: [String]) async throws
    {
        let runner = runner()
        try await DockerCompose(runner: runner, environment: [:])
            .make(project, services: services, replacing: replacing, keepingOrphans: false) { _ in }
        let expected = ["docker", "compose"] + options + place + ["up", "--no-start", "--remove-orphans"] + rest
        #expect(runner.argumentVectors.last == expected)
    }

    @Test func `no Compose at all says how to install it, and is looked for again`() async throws {
        let runner = runner(plugin: nil)
        let compose = DockerCompose(runner: runner, environment: [:])
        for _ in 0..<2 {
            let error = await #expect(throws: DustyError.self) {
                try await compose.pull(project, services: []) { _ in }
            }
            #expect(error?.hint?.contains("apt-get install docker-compose") == true)
        }
        #expect(runner.commands.count == 4)
    }

    @Test func `a failure quotes the line that matters and says what to do`() async throws {
        let runner = runner { _ in
            .failure(
                1,
                " Container dusty_api_1  Starting",
                "Error response from daemon: Bind for 127.65.0.1:80 failed: port is already allocated",
                " Container dusty_db_1  Started"
            )
        }
        let error = await #expect(throws: DustyError.self) { try await up(runner) }
        #expect(error?.code == .failed)
        #expect(error?.message.contains("port is already allocated") == true)
        #expect(error?.message.contains("Started") == false)
        #expect(error?.hint?.contains("docker ps") == true)
    }

    @Test(arguments: [
        "Error response from daemon: failed to create task for container: task 4f1e: already exists",
        "KeyError: 'ContainerConfig'",
    ])
    func `containers that are in the way are removed and made again`(words: String) async throws {
        let ups = Collector<[String]>()
        let runner = runner { arguments in
            guard arguments.contains("up") else { return .output() }
            ups.add(arguments)
            return ups.values.count <= 2 ? .failure(1, words) : .output()
        }
        try await up(runner)
        let subcommands = runner.commands.dropFirst().map { $0.arguments.first { ["up", "rm"].contains($0) } }
        #expect(subcommands == ["up", "rm", "up", "rm", "up"])
    }

    @Test func `what stays in the way is a failure in the end`() async throws {
        let runner = runner { $0.contains("rm") ? .output() : .failure(1, "task 4f1e: already exists") }
        let error = await #expect(throws: DustyError.self) { try await up(runner) }
        #expect(error?.message.contains("already exists") == true)
        #expect(runner.commands.count == 10)
    }

    @Test func `down needs no file with the current generation`() async throws {
        let runner = runner()
        let missing = ComposeProject(name: "dusty", file: "/no/such/file.yml")
        try await DockerCompose(runner: runner, environment: [:]).down(missing) { _ in }
        #expect(
            runner.argumentVectors.last
                == ["docker", "compose"] + options + ["--project-name", "dusty", "down", "--remove-orphans"]
        )
    }

    @Test(
        arguments: zip(
            ["2.26.1", "v2.40.3-desktop.1", "docker-compose version\n1.29.2\n", "nonsense", ""],
            [[2, 26], [2, 40], [1, 29], nil, nil]
        )
    )
    func `versions are read as Compose prints them`(text: String, numbers: [Int]?) {
        let program = ComposeProgram(program: "docker", leading: [], version: text)
        #expect(program.map { [$0.major, $0.minor] } == numbers)
    }
}
