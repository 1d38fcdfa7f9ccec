/// What a client asks the daemon to do.
public struct JobRequest: Sendable, Equatable {
    /// The work.
    public var operation: Job.Operation
    /// Wait behind a running job instead of being refused.
    public var queue: Bool
    /// The caller's SSH agent, for git.
    public var sshAuthSock: String?

    /// A request with its parts.
    public init(_ operation: Job.Operation, queue: Bool = false, sshAuthSock: String? = nil) {
        self.operation = operation
        self.queue = queue
        self.sshAuthSock = sshAuthSock
    }

    /// The kind of work.
    public var kind: Job.Kind { operation.kind }
    /// What it works on by name.
    public var names: [String] { operation.names }
}

/// On the wire a request is flat: `{"kind":"restart","names":["api"],"sync":false,…}`.
extension JobRequest: Codable {
    /// Reads the flat form; refuses fields that the kind does not take if ignoring them would do something other than
    /// requested.
    public init(from decoder: any Decoder) throws {
        let flat = try FlatJobRequest(from: decoder)
        self.init(try flat.operation(), queue: flat.queue, sshAuthSock: flat.sshAuthSock)
    }

    /// Writes the flat form, with all fields.
    public func encode(to encoder: any Encoder) throws {
        try FlatJobRequest(self).encode(to: encoder)
    }
}

/// A request as it is sent: the fields of all kinds side by side.
private struct FlatJobRequest: Codable {
    var kind: Job.Kind
    var names: [String]
    var pull = true
    var recreate = true
    var sync = true
    var exact = false
    var repos: [String]
    var remove = false
    var volumes = false
    var dependencies: Bool?
    var fresh: [String] = []
    /// `cleanup`: names and ids of what is meant, and the scopes then in place of names: a daemon that does not know `only` must refuse it.
    var only: [String]?
    var scopes: [String]?
    var queue: Bool
    var sshAuthSock: String?
    var test: TestRequest?
    var script: ScriptRequest?

    init(_ request: JobRequest) {
        kind = request.kind
        names = request.names
        repos = request.operation.repos
        queue = request.queue
        sshAuthSock = request.sshAuthSock
        switch request.operation {
        case .up(_, let pull, let recreate, let fresh): (self.pull, self.recreate, self.fresh) = (pull, recreate, fresh)
        case .restart(_, let sync): self.sync = sync
        case .stop(_, let remove): self.remove = remove
        case .down(let volumes): self.volumes = volumes
        case .prepare(_, let dependencies): self.dependencies = dependencies
        case .sync(_, let exact): self.exact = exact
        case .test(_, let test, let pull): (self.test, self.pull) = (test, pull)
        case .script(_, let script): self.script = script
        case .cleanup(let scopes, let only):
            guard !only.isEmpty else { break }
            (names, self.only, self.scopes) = ([], only, scopes.map(\.rawValue))
        case .rebuild, .pause, .unpause, .pull, .reset, .backup, .restore, .shutdown, .machineStart, .machineStop,
            .watch:
            break
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kind = try container.decode(Job.Kind.self, forKey: .kind)
        names = try container.decodeIfPresent([String].self, forKey: .names) ?? []
        pull = try container.decodeIfPresent(Bool.self, forKey: .pull) ?? true
        recreate = try container.decodeIfPresent(Bool.self, forKey: .recreate) ?? true
        sync = try container.decodeIfPresent(Bool.self, forKey: .sync) ?? true
        exact = try container.decodeIfPresent(Bool.self, forKey: .exact) ?? false
        repos = try container.decodeIfPresent([String].self, forKey: .repos) ?? []
        remove = try container.decodeIfPresent(Bool.self, forKey: .remove) ?? false
        volumes = try container.decodeIfPresent(Bool.self, forKey: .volumes) ?? false
        dependencies = try container.decodeIfPresent(Bool.self, forKey: .dependencies)
        fresh = try container.decodeIfPresent([String].self, forKey: .fresh) ?? []
        only = try container.decodeIfPresent([String].self, forKey: .only)
        scopes = try container.decodeIfPresent([String].self, forKey: .scopes)
        queue = try container.decodeIfPresent(Bool.self, forKey: .queue) ?? false
        sshAuthSock = try container.decodeIfPresent(String.self, forKey: .sshAuthSock)
        test = try container.decodeIfPresent(TestRequest.self, forKey: .test)
        script = try container.decodeIfPresent(ScriptRequest.self, forKey: .script)
    }

    func operation() throws(DustyError) -> Job.Operation {
        try checkFields()
        switch kind {
        case .up: return .up(names, pull: pull, recreate: recreate, fresh: fresh)
        case .restart: return .restart(repos.isEmpty ? .services(names) : .apps(using: repos), sync: sync)
        case .rebuild: return .rebuild(names)
        case .stop: return .stop(names, remove: remove)
        case .pause: return .pause(names)
        case .unpause: return .unpause(names)
        case .sync: return .sync(names, exact: exact)
        case .pull: return .pull(names)
        case .down: return .down(volumes: volumes)
        case .reset: return .reset(try onlyName("the name of one app or service"))
        case .prepare:
            return .prepare(try onlyName("the name of one app or service"), dependencies: dependencies ?? true)
        case .test:
            guard let test else { throw DustyError(.invalid, "a test run needs `test`: a suite, or `all`") }
            return .test(try onlyName("the name of one app or lib"), test, pull: pull)
        case .script:
            guard let script else { throw DustyError(.invalid, "a script needs `script` with its name") }
            return .script(try onlyName("the name of one app"), script)
        case .backup: return .backup(names)
        case .restore: return .restore(try onlyName("the id of one staged backup"))
        case .cleanup: return .cleanup(try CleanupScope.named(scopes ?? names), only: only ?? [])
        case .shutdown: return .shutdown
        case .machineStart: return .machineStart(try onlyName("the name of one machine"))
        case .machineStop: return .machineStop(try onlyName("the name of one machine"))
        case .watch:
            throw DustyError(
                .invalid,
                "jobs of kind `watch` start on their own, when code changes",
                hint: "`dusty shell` runs commands in a container"
            )
        }
    }

    /// Longest name that a request may have, in bytes.
    private static let longestName = 4096

    private func checkFields() throws(DustyError) {
        guard (names + repos + fresh + (only ?? [])).allSatisfy({ $0.utf8.count <= Self.longestName }) else {
            throw DustyError(.invalid, "a name in a request has at most \(Self.longestName) bytes")
        }
        // These kinds have always ignored other fields.
        guard ![.test, .machineStart, .machineStop].contains(kind) else { return }
        guard repos.isEmpty || (names.isEmpty && kind == .restart) else {
            throw DustyError(.invalid, "`repos` works only with `restart`, and not together with names")
        }
        guard fresh.isEmpty || kind == .up else { throw DustyError(.invalid, "`fresh` works only with `up`") }
        guard only == nil && scopes == nil || kind == .cleanup else {
            throw DustyError(.invalid, "`only` and `scopes` work only with `cleanup`")
        }
        guard names.isEmpty || ![.down, .shutdown].contains(kind) else {
            throw DustyError(.invalid, "`\(kind.rawValue)` works on the whole stack and takes no names")
        }
    }

    private func onlyName(_ what: String) throws(DustyError) -> String {
        guard names.count == 1 else { throw DustyError(.invalid, "`\(kind.rawValue)` takes \(what)") }
        return names[0]
    }
}
