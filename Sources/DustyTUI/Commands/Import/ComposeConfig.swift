import CLibrary
import DustyCore
import Subprocess

/// `docker compose config`, Compose's own parser. It contacts no engine.
struct ComposeConfig: Sendable {
    /// Its output and its warnings.
    struct Answer: Sendable {
        var text: String
        var warnings: [String]
    }

    private static let outputLimit = 8 << 20
    private static let patience = Duration.seconds(60)

    /// How the program is started; tests use their own.
    var launcher = ["docker"]
    /// Directory of the project.
    let directory: String
    /// Absolute paths of its files.
    let files: [String]
    /// Absolute paths of files of variables that replace the project's own `.env`.
    let envFiles: [String]

    /// The project as Compose understands it. Variables of the user's shell are not passed to it, because specs are for
    /// others too.
    func read() async throws -> (project: ImportedProject, warnings: [String]) {
        let resolved = try await config([])
        // Some files are valid only with their variables; then all values count as theirs.
        let written = try? await config(["--no-interpolate"])
        try Task.checkCancellation()
        return (try ImportedProject(resolved: resolved.text, written: written?.text), resolved.warnings)
    }

    /// The arguments of `docker`.
    func arguments(_ options: [String]) -> [String] {
        ["compose", "--project-directory", directory] + files.flatMap { ["--file", $0] }
            + envFiles.flatMap { ["--env-file", $0] } + ["--profile", "*", "config", "--format", "json"] + options
    }

    private func config(_ options: [String]) async throws -> Answer {
        let outcome = try await run(arguments(options))
        guard case .exited(0) = outcome.status else {
            try await check()
            throw DustyError(
                .invalid,
                "docker compose refuses the project: \(Self.reason(outcome.error))",
                hint: "correct it until `docker compose config` prints it; variables belong into \(directory)/.env"
            )
        }
        return Answer(text: outcome.output, warnings: Self.warnings(in: outcome.error))
    }

    /// Reports when there is no Compose at all.
    private func check() async throws {
        let version = try await run(["compose", "version"])
        if case .exited(0) = version.status { return }
        throw Self.missing("docker has no `compose` command")
    }

    private static func missing(_ message: String) -> DustyError {
        DustyError(
            .unavailable,
            message,
            hint: "install Docker Compose 2, \(HostWords.own.compose): Dusty needs it for `up` too"
        )
    }

    private func run(_ arguments: [String]) async throws -> (status: TerminationStatus, output: String, error: String) {
        do {
            return try await withThrowingTaskGroup { group in
                group.addTask { try await start(arguments) }
                group.addTask {
                    try await Task.sleep(for: Self.patience)
                    throw DustyError(
                        .failed,
                        "docker compose did not answer for 60 s",
                        hint: "run `docker compose config`"
                    )
                }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { throw CancellationError() }
                return first
            }
        } catch is SubprocessError {
            try Task.checkCancellation()
            throw Self.missing("docker cannot be run")
        }
    }

    private func start(_ arguments: [String]) async throws -> (TerminationStatus, String, String) {
        let outcome = try await Subprocess.run(
            .name(launcher.first ?? "docker"),
            arguments: Arguments(launcher.dropFirst() + arguments),
            environment: .custom(environment),
            input: .none,
            output: .string(limit: Self.outputLimit),
            error: .string(limit: 1 << 20)
        )
        return (outcome.terminationStatus, outcome.standardOutput, outcome.standardError)
    }

    /// The environment that is needed to find the program and its plugins. `$PWD` is the project's directory, as if
    /// Compose ran there.
    private var environment: [Environment.Key: String] {
        var result: [Environment.Key: String] = ["PWD": directory, "LC_ALL": "C.UTF-8"]
        for name in ["PATH", "HOME", "DOCKER_CONFIG"] {
            if let value = UserEnvironment.value(of: name) { result[Environment.Key(stringLiteral: name)] = value }
        }
        return result
    }

    /// Its last line that is not a warning.
    private static func reason(_ error: String) -> String {
        let lines = error.lines.filter { message(of: $0) == nil }
        let text = lines.suffix(3).joined(separator: "; ")
        return text.isEmpty ? "it does not say why" : text
    }

    /// Its warnings, without duplicates, except for one about a key that has long been meaningless.
    private static func warnings(in error: String) -> [String] {
        var seen: Set<String> = []
        return error.lines.compactMap(message).filter {
            !$0.contains("`version` is obsolete") && seen.insert($0).inserted
        }
    }

    /// The text of `time="…" level=warning msg="…"`.
    private static func message(of line: String) -> String? {
        guard line.contains("level=warning"), let start = line.firstRange(of: "msg=\"") else { return nil }
        let text = line[start.upperBound...].replacing("\\\"", with: "\u{0}")
        return String(text.prefix { $0 != "\"" }).replacing("\u{0}", with: "\"")
    }
}
