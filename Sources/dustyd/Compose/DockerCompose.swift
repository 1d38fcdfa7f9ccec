import CLibrary
import DustyCore
import Synchronization

/// Docker Compose: the plugin of the `docker` program, or the program of its own that came before.
final class DockerCompose: ComposeEngine {
    private let runner: any CommandRunner
    private let environment: [String: String]
    private let found = Mutex<ComposeProgram?>(nil)

    /// Variables of the daemon that Compose and its builder may see.
    private static let passed = [
        "DOCKER_HOST", "DOCKER_CONFIG", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy",
        "no_proxy",
    ]

    /// How often `up` is tried while containers are in its way: each attempt may reveal one more that depends on those before.
    private static let attempts = 5

    /// Compose through this runner, for a daemon with this environment.
    init(runner: any CommandRunner, environment: [String: String]) {
        self.runner = runner
        // The builder would run git, as root, in what an image is built from, and that may be another user's.
        self.environment = environment.filter { Self.passed.contains($0.key) }
            .merging(["BUILDX_GIT_INFO": "false"]) { _, own in own }
    }

    func up(
        _ project: ComposeProject,
        services: [String],
        recreate: Bool,
        withDependencies: Bool,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        var arguments = ["up", "--detach", "--remove-orphans"]
        if recreate { arguments.append("--force-recreate") }
        if !withDependencies { arguments.append("--no-deps") }
        try await persisting(project, arguments + services, onLine: onLine)
    }

    /// Runs an `up`, again while containers are in its way.
    func persisting(
        _ project: ComposeProject,
        _ arguments: [String],
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        for _ in 1..<Self.attempts {
            let result = try await run(project, arguments, onLine: onLine)
            if result.status == 0 { return }
            guard ComposeFailure.needsRemoval(result) else { throw failure(arguments, result) }
            // What runs is kept; what is in the way does not run, and the next attempt makes it again.
            try await checked(project, ["rm", "--force"], onLine: onLine)
        }
        try await checked(project, arguments, onLine: onLine)
    }

    func build(
        _ project: ComposeProject,
        services: [String],
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        try await checked(project, ["build"] + services, onLine: onLine)
    }

    func pull(
        _ project: ComposeProject,
        services: [String],
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        try await checked(project, ["pull"] + services, onLine: onLine)
    }

    func down(_ project: ComposeProject, onLine: @Sendable (OutputLine) async -> Void) async throws {
        let withFile = access(project.file, R_OK) == 0
        // The old generation knows containers by the file only; without one there is nothing it could take down.
        let isCurrent = try await program().isCurrent
        guard withFile || isCurrent else { return }
        let arguments = ["down", "--remove-orphans"]
        let result = try await run(project, arguments, withFile: withFile, onLine: onLine)
        if result.status == 0 { return }
        // A file that Compose can no longer read must not keep containers alive.
        guard withFile, isCurrent else { throw failure(arguments, result) }
        let second = try await run(project, arguments, withFile: false, onLine: onLine)
        guard second.status == 0 else { throw failure(arguments, second) }
    }

    func checked(
        _ project: ComposeProject,
        _ arguments: [String],
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        let result = try await run(project, arguments, onLine: onLine)
        guard result.status == 0 else { throw failure(arguments, result) }
    }

    func run(
        _ project: ComposeProject,
        _ arguments: [String],
        withFile: Bool = true,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws -> CommandResult {
        let first = try await program()
        let result = try await run(first, project, arguments, withFile: withFile, onLine: onLine)
        guard ComposeFailure.isMissing(result, first) else { return result }
        // It was removed or replaced since the search; nothing has been done yet.
        found.withLock { $0 = nil }
        let second = try await program()
        guard second != first else { return result }
        return try await run(second, project, arguments, withFile: withFile, onLine: onLine)
    }

    private func run(
        _ program: ComposeProgram,
        _ project: ComposeProject,
        _ arguments: [String],
        withFile: Bool,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws -> CommandResult {
        var environment = environment
        // What is in no active bundle is said by Dusty, with its own commands; Compose takes only one of the two.
        if !arguments.contains("--remove-orphans") { environment["COMPOSE_IGNORE_ORPHANS"] = "true" }
        var result = try await runner.run(
            Command(
                program: program.program,
                arguments: program.options(project, withFile: withFile) + arguments,
                environment: environment,
                limit: Command.longLimit
            )
        ) { line in
            await onLine(OutputLine(isError: line.isError, text: EngineText.cleaned(line: line.text)))
        }
        result.output = EngineText.cleaned(line: result.output)
        result.errorOutput = EngineText.cleaned(line: result.errorOutput)
        return result
    }

    func failure(_ arguments: [String], _ result: CommandResult) -> DustyError {
        ComposeFailure(subcommand: arguments.first ?? "", result: result).error
    }

    /// The Compose to use; looked for again after a failure, so that installing it needs no restart of the daemon.
    func program() async throws -> ComposeProgram {
        if let known = found.withLock({ $0 }) { return known }
        let search = try await ComposeSearch(runner: runner, environment: environment).run()
        guard let program = search.program else { throw search.error }
        found.withLock { $0 = program }
        return program
    }
}

extension DockerCompose: ContainerMaker {
    func make(
        _ project: ComposeProject,
        services: [String],
        replacing: Replacement,
        keepingOrphans: Bool,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        var arguments = ["up", "--no-start"] + (keepingOrphans ? [] : ["--remove-orphans"])
        switch replacing {
        case .changed: break
        case .all: arguments.append("--force-recreate")
        case .none: arguments.append("--no-recreate")
        }
        // Dependencies are known here; what needs nothing new must not be touched.
        if !services.isEmpty { arguments.append("--no-deps") }
        try await persisting(project, arguments + services, onLine: onLine)
    }
}

extension DockerCompose: SingleContainerMaker {
    func makeOne(
        _ project: ComposeProject,
        service: String,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        try await checked(project, ["up", "--no-start", "--no-recreate", "--no-deps", service], onLine: onLine)
    }
}

extension DockerCompose: ComposeDisposal {
    func dispose(_ project: ComposeProject) async throws {
        // The old generation knows containers by the file only; without one there is nothing it could take down.
        let isCurrent = try await program().isCurrent
        let hasFile = access(project.file, R_OK) == 0
        guard hasFile || isCurrent else { return }
        let arguments = ["down", "--volumes", "--remove-orphans", "--timeout", "0"]
        let result = try await run(project, arguments, withFile: hasFile) { _ in }
        if result.status == 0 { return }
        // A file that Compose cannot read must not keep containers alive.
        guard hasFile, isCurrent else { throw failure(arguments, result) }
        let second = try await run(project, arguments, withFile: false) { _ in }
        guard second.status == 0 else { throw failure(arguments, result) }
    }
}
