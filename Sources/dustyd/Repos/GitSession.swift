import DustyCore

/// Git for one repo and one user.
struct GitSession: Sendable {
    let runner: any CommandRunner
    let repo: RepoReference
    let remote: GitRemote
    /// Branch to follow; nil for the remote's default.
    var branch: String?
    let caller: Caller
    /// How long git may be silent before it is stopped. Git reports progress about once a second while anything moves,
    /// however slowly; a remote that is asked for its branches answers at once or not at all.
    var silence = Silence()

    /// Options for every call of git: the daemon runs no hook, monitor or background collector of a repo.
    static let settings = [
        "core.hooksPath=/dev/null", "core.fsmonitor=false", "safe.bareRepository=explicit", "protocol.ext.allow=never",
        "gc.autoDetach=false", "http.lowSpeedLimit=1000", "http.lowSpeedTime=30", "advice.detachedHead=false",
    ]

    /// The same for another user.
    func acting(as other: Caller) -> GitSession {
        GitSession(runner: runner, repo: repo, remote: remote, branch: branch, caller: other, silence: silence)
    }

    /// Runs git in a clone, whatever its exit status. Throws `GitTimeout` when it is silent for this long; nil for the
    /// limit of an inspection. Only what may fetch gets the login, and only `largeFiles` has Git LFS.
    func run(
        _ arguments: [String],
        at directory: String,
        silent limit: Duration? = nil,
        login: RepoLogin? = nil,
        largeFiles: Bool = false
    ) async throws -> CommandResult {
        let limit = limit ?? silence.ofLook
        let result = try await withSilenceLimit(limit) { alive in
            try await start(arguments, at: directory, login, largeFiles) { _ in alive() }
        }
        guard let result else { throw GitTimeout(verb: arguments.first ?? "", directory: directory, limit: limit) }
        return result
    }

    /// Starts git, in a clone that exists or, to make one, in none.
    private func start(
        _ arguments: [String],
        at directory: String?,
        _ login: RepoLogin?,
        _ largeFiles: Bool,
        each: @escaping @Sendable (OutputLine) -> Void
    ) async throws -> CommandResult {
        var environment = environment.merging(login?.variables ?? [:]) { _, new in new }
        let settings = Self.settings + (largeFiles ? [] : LargeFiles.settings(of: runner))
        var ground: TrustedClone?
        if let directory {
            let place = try await TrustedClone(directory, for: caller.user)
            // Git searches for its directory there and nowhere above.
            environment["GIT_CEILING_DIRECTORIES"] = AtomicFile.parent(of: place.path)
            ground = place
        }
        return try await runner.run(
            Command(
                program: "git",
                arguments: settings.flatMap { ["-c", $0] } + arguments,
                environment: environment,
                directory: ground?.path,
                user: caller.user,
                limit: Command.longLimit
            )
        ) { each($0) }
    }

    /// Runs git and returns what it printed, without the last line ending. Throws `DustyError` when it fails.
    func output(_ arguments: [String], at directory: String) async throws -> String {
        let result = try await run(arguments, at: directory)
        guard result.status == 0 else {
            throw DustyError(
                .failed,
                "git \(arguments.first ?? "") failed in \(directory) as \(caller.user.name): \(result.lastWords().withoutLogins)",
                hint: result.advice
            )
        }
        return result.output.withoutLastLineEnding
    }

    /// Runs git against the remote; an error says which host, user and repo, and what to do.
    @discardableResult
    func network(
        _ arguments: [String],
        to verb: String,
        at directory: String? = nil,
        largeFiles: Bool = false
    ) async throws -> String {
        let isLocal = remote.host?.isEmpty ?? true
        let limit = verb == "read" ? silence.ofQuestion : isLocal ? silence.ofCopy : silence.ofTransfer
        let result = try await withSilenceLimit(limit) { alive in
            try await start(arguments, at: directory, remote.login, largeFiles) { _ in alive() }
        }
        guard let result else { throw GitFailure(session: self, verb: verb, words: "").silent(limit) }
        guard result.status == 0 else {
            let words = result.withoutProgress.lastWords().withoutLogins
            throw GitFailure(session: self, verb: verb, words: words, advice: result.advice).error
        }
        return result.output
    }

    /// Limits of git's silence.
    struct Silence: Sendable {
        /// While it only inspects a clone, which it does without reporting progress.
        var ofLook = Duration.seconds(60)
        /// While a remote is asked for its branches.
        var ofQuestion = Duration.seconds(45)
        /// While a remote sends.
        var ofTransfer = Duration.seconds(60)
        /// While a directory of this host is copied or files are checked out, for which git does not always report
        /// progress.
        var ofCopy = Duration.seconds(600)
    }

    /// Full hash of what is checked out.
    func revision(at directory: String) async throws -> String {
        let result = try await run(["rev-parse", "--verify", "--quiet", "HEAD"], at: directory)
        guard result.status == 0 else {
            throw DustyError(
                .failed,
                "\(repo.name) has no commit on \(branch.map { "branch \($0)" } ?? "its default branch")",
                hint: "push a first commit, or set the default branch at \(remote.host ?? remote.url)"
            )
        }
        return String(result.output.prefix { !$0.isWhitespace })
    }

    private var environment: [String: String] {
        var variables = [
            "GIT_TERMINAL_PROMPT": "0",
            // Looking at a clone writes nothing there.
            "GIT_OPTIONAL_LOCKS": "0",
            // `LargeFiles` fetches them, and decides from where.
            "GIT_LFS_SKIP_SMUDGE": "1",
            // Never asks; a new host is added to the user's own known_hosts, a changed key is refused.
            "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 "
                + "-o StrictHostKeyChecking=accept-new",
        ]
        variables["SSH_AUTH_SOCK"] = caller.sshAuthSock
        return variables
    }
}
