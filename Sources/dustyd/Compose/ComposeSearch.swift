import DustyCore

/// The result of a search for Docker Compose: the program to use, and what was wrong with those before it.
struct ComposeSearch: Sendable {
    /// The first that works; nil when none does.
    private(set) var program: ComposeProgram?
    /// How that is run, such as `docker compose`.
    private(set) var words = ""
    /// Why those before it cannot be used, and what to do.
    private(set) var refusals: [DustyError] = []
    /// How one that is there can be made usable.
    private var advice: String?

    private let runner: any CommandRunner
    private let environment: [String: String]

    private let plugins: ComposePlugins

    init(runner: any CommandRunner, environment: [String: String] = [:], plugins: ComposePlugins = .own) {
        self.runner = runner
        self.environment = environment
        self.plugins = plugins
    }

    /// The search with its outcome.
    func run() async throws -> ComposeSearch {
        var search = self
        for (name, leading) in ComposeProgram.candidates where try await search.take(name, leading) { return search }
        for directory in plugins.directories {
            switch plugins.look(in: directory) {
            case .nothing: continue
            case .plugin(let path): if try await search.take(path, []) { return search }
            case .refusal(let error):
                search.refusals.append(error)
                search.advice = search.advice ?? error.hint
            }
        }
        return search
    }

    /// Whether a program works; else why not is kept.
    private mutating func take(_ name: String, _ leading: [String]) async throws -> Bool {
        words = words(name, leading)
        do {
            program = try await ask(name, leading)
            return true
        } catch let error as DustyError {
            refusals.append(error)
            return false
        }
    }

    /// That none can be used.
    var error: DustyError {
        let reasons = refusals.map(\.message).joined(separator: "; ")
        return DustyError(
            .failed,
            "Docker Compose is needed, but neither `docker compose` nor `docker-compose` runs: \(reasons)",
            // One that is there already is better than one that must be installed.
            hint: advice ?? HostWords.own.advice("install it", "docker-compose")
        )
    }

    private func ask(_ name: String, _ leading: [String]) async throws -> ComposeProgram {
        let command = Command(
            program: name,
            arguments: leading + ["version", "--short"],
            environment: environment,
            limit: Command.shortLimit
        )
        let result = try await runner.run(command) { _ in }
        guard result.status == 0 else { throw refusal(result, isItself: leading.isEmpty) }
        guard let program = ComposeProgram(program: name, leading: leading, version: result.output) else {
            throw DustyError(.failed, "\(words(name, leading)) does not print its version")
        }
        guard program.isUsable else {
            throw DustyError(.failed, "\(words(name, leading)) \(program.major).\(program.minor) is too old")
        }
        return program
    }

    private func refusal(_ result: CommandResult, isItself: Bool) -> DustyError {
        guard isItself || !ComposeFailure.lacksPlugin(result) else {
            return DustyError(.failed, "docker has no compose plugin")
        }
        let failure = ProgramFailure(result, lines: 1)
        let name = isItself ? failure.program : "\(failure.program) compose"
        let said = failure.words.last.map { ": \($0)" } ?? ""
        return DustyError(.failed, "\(name) \(failure.ending.event)\(said)", hint: failure.advice)
    }

    private func words(_ name: String, _ leading: [String]) -> String {
        ([name] + leading).joined(separator: " ")
    }
}
