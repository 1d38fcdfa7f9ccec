import DustyCore

/// Makes a host at the other end of SSH a machine: learns its keys, logs in as the caller, and leaves a key of Dusty's
/// own there, because Dusty must reconnect when no user with an agent is logged in.
struct MachineEnrollment: Sendable {
    private static let loginPatience = Duration.seconds(30)
    private static let surveyPatience = Duration.seconds(240)

    private static let engineWait = Script(PackageResources.await_engine_sh)
    /// Adds a line to the keys that may log in.
    static let admit = Script(PackageResources.admit_key_sh, PackageResources.keep_keys_sh)
    /// Takes lines with a key out of the keys that may log in.
    static let dismiss = Script(PackageResources.dismiss_key_sh, PackageResources.keep_keys_sh)

    let catalog: MachineCatalog
    let runner: any CommandRunner
    let now: Timestamp

    /// Adds a machine; returns it with what was done and the user should know.
    func add(_ request: MachineRequest, for caller: Caller) async throws -> (record: MachineRecord, notes: [String]) {
        try catalog.checkNew(request.name)
        let target = try SSHTarget(request.ssh)
        if let identity = request.identity, !identity.hasPrefix("/") {
            throw DustyError(.invalid, "the path of a key must be absolute, not \(identity.debugDescription)")
        }
        do {
            return try await enroll(
                MachineCandidate(
                    name: request.name,
                    target: target,
                    fingerprint: request.fingerprint,
                    first: FirstLogin(user: caller.user, agent: caller.sshAuthSock, identity: request.identity),
                    forwardOnly: request.forwardOnly
                )
            )
        } catch {
            try? catalog.remove(request.name)
            throw Self.ofMachine(error)
        }
    }

    /// A failure of the other host. `.unavailable` is reserved for the daemon and its engine: scripts conclude from it
    /// that nothing was tried.
    private static func ofMachine(_ error: any Error) -> any Error {
        guard let error = error as? DustyError, error.code == .unavailable else { return error }
        return DustyError(.failed, error.message, hint: error.hint)
    }

    /// Turns a host into a machine; returns it with what was done and the user should know.
    func enroll(_ candidate: MachineCandidate) async throws -> (record: MachineRecord, notes: [String]) {
        let (name, target) = (candidate.name, candidate.target)
        let places = SSHPlaces(paths: catalog.paths, name: name)
        try places.prepare()
        let keys = try await hostKeys(of: candidate)
        try catalog.files.replace(places.knownHosts, with: Array(keys.file(for: name).utf8), mode: 0o644)
        func logIn(_ line: String, within time: Duration) async throws -> CommandResult {
            try await login(firstLogin(candidate, places, line), target, name, within: time)
        }
        let surveyed = try await logIn(RemoteCommand.script(MachineSurvey.script), within: Self.surveyPatience)
        let survey = try MachineSurvey(surveyed.output, target: target)
        if candidate.first != nil {
            let key = try await self.key(places).admission()
            let admitted = try await logIn(RemoteCommand.script(Self.admit, [key]), within: Self.loginPatience)
            guard admitted.status == 0 else {
                throw DustyError(.failed, "Dusty's key could not be added at \(target): \(admitted.lastWords())")
            }
        }
        try await checkOwnLogin(target, places)
        let record = MachineRecord(
            name: name,
            target: target,
            fingerprints: keys.fingerprints,
            engineSocket: survey.engineSocket,
            root: survey.root,
            isRoot: survey.isRoot,
            forwardOnly: candidate.forwardOnly,
            addedAt: now
        )
        try catalog.put(record)
        var notes = keys.fingerprints.prefix(1).map { "its host key is \($0)" }
        if candidate.first != nil {
            notes.append("Dusty's own key is in ~\(target.user)/.ssh/authorized_keys there")
        }
        if survey.installedRsync { notes.append("rsync was installed there") }
        notes.append("the stack's files will be in \(survey.root) there")
        return (record, notes)
    }

    private func hostKeys(of candidate: MachineCandidate) async throws -> HostKeys {
        if let keys = candidate.hostKeys { return keys }
        return try await learn(candidate.target, expecting: candidate.fingerprint)
    }

    private func key(_ places: SSHPlaces) -> MachineKey {
        MachineKey(places: places, files: catalog.files, runner: runner)
    }

    private func checkOwnLogin(_ target: SSHTarget, _ places: SSHPlaces) async throws {
        let line = RemoteCommand.line(["true"])
        let own = try await login(ownLogin(target, places, line), target, places.name, within: Self.loginPatience)
        guard own.status == 0 else {
            throw DustyError(.failed, "\(target) does not accept Dusty's own key: \(own.lastWords())")
        }
    }

    /// Forgets a machine, and removes Dusty's key there if it answers; returns what the user should know.
    func remove(_ record: MachineRecord) async throws -> [String] {
        let places = SSHPlaces(paths: catalog.paths, name: record.name)
        var notes = ["what Dusty put into \(record.root) on \(record.target) is still there"]
        let blob = try? key(places).blob()
        let command = blob.map { ownLogin(record.target, places, RemoteCommand.script(Self.dismiss, [$0])) }
        if let command, let result = try? await login(command, record.target, record.name, within: .seconds(10)),
            result.status == 0
        {
            notes.append("Dusty's key was removed from ~\(record.target.user)/.ssh/authorized_keys there")
        } else {
            notes.append("it does not answer, so Dusty's key is still in ~\(record.target.user)/.ssh/authorized_keys")
        }
        try catalog.remove(record.name)
        return notes
    }

    /// The host's keys, seen for the first time. For certainty the user gives the fingerprint that one of them must
    /// have.
    func learn(_ target: SSHTarget, expecting fingerprint: String?) async throws -> HostKeys {
        let arguments = ["-T", "5", "-p", String(target.port), "-t", "ed25519,ecdsa,rsa", "--", target.host]
        let scan = try await runner.run(
            Command(program: "ssh-keyscan", arguments: arguments, limit: Command.shortLimit)
        ) { _ in }
        let keys = HostKeys(scan: scan.output)
        guard !keys.keys.isEmpty else {
            let said = scan.errorOutput.isEmpty ? "" : ": \(scan.lastWords(lines: 1))"
            throw DustyError(
                .unavailable,
                "no SSH server answers at \(target.host) port \(target.port)\(said)",
                hint: "check the name, the port, and that sshd runs there"
            )
        }
        if let fingerprint,
            !keys.fingerprints.contains(where: { $0.split(separator: " ").first.map(String.init) == fingerprint })
        {
            throw DustyError(
                .conflict,
                "\(target) has none of the expected keys; it has \(keys.fingerprints.joined(separator: ", "))",
                hint: "find out which host that is; nothing was sent there"
            )
        }
        return keys
    }

    private func firstLogin(_ candidate: MachineCandidate, _ places: SSHPlaces, _ line: String) -> Command {
        guard let first = candidate.first else { return ownLogin(candidate.target, places, line) }
        return SSHCommands.login(
            candidate.target,
            knownHosts: places.knownHosts,
            alias: places.name,
            identity: first.identity,
            as: first.user,
            agent: first.agent,
            line
        )
    }

    /// A command that only logs in, with Dusty's own key.
    func ownLogin(to record: MachineRecord) -> Command {
        ownLogin(record.target, SSHPlaces(paths: catalog.paths, name: record.name), RemoteCommand.line(["true"]))
    }

    /// Throws when a machine does not let Dusty in within a moment.
    func checkLogin(to record: MachineRecord) async throws {
        let result: CommandResult
        do {
            result = try await login(ownLogin(to: record), record.target, record.name, within: .seconds(15))
        } catch { throw Self.ofMachine(error) }
        guard result.status == 0 else {
            throw DustyError(.failed, "\(record.target) does not let Dusty in: \(result.lastWords())")
        }
    }

    /// A command that only logs in to a future machine; its host keys are known from now on.
    func trial(of candidate: MachineCandidate) throws -> Command {
        let places = SSHPlaces(paths: catalog.paths, name: candidate.name)
        let known = candidate.hostKeys?.file(for: candidate.name) ?? ""
        try catalog.files.replace(places.knownHosts, with: Array(known.utf8), mode: 0o644)
        return firstLogin(candidate, places, RemoteCommand.line(["true"]))
    }

    /// Waits until the engine of a future machine has its socket.
    func awaitEngine(of candidate: MachineCandidate, within time: Duration) async throws {
        let places = SSHPlaces(paths: catalog.paths, name: candidate.name)
        let command = firstLogin(candidate, places, RemoteCommand.script(Self.engineWait))
        _ = try await login(command, candidate.target, candidate.name, within: time)
    }

    private func ownLogin(_ target: SSHTarget, _ places: SSHPlaces, _ line: String) -> Command {
        SSHCommands.login(
            target,
            knownHosts: places.knownHosts,
            alias: places.name,
            identity: places.key,
            as: nil,
            agent: nil,
            line
        )
    }

    private func login(
        _ command: Command,
        _ target: SSHTarget,
        _ machine: String,
        within time: Duration
    ) async throws -> CommandResult {
        let result = try await withDeadline(time) { try await runner.run(command) { _ in } }
        guard let result else {
            throw DustyError(.unavailable, "\(target) did not answer within \(time.components.seconds) s")
        }
        if result.status == 255 { throw SSHFailure(result, target: target, machine: machine).error }
        return result
    }
}

/// A host that is about to become a machine.
struct MachineCandidate: Sendable {
    /// Name it will have.
    var name: String
    /// Where it is and who logs in there.
    var target: SSHTarget
    /// Its host keys, if they came through a channel that only the daemon has; nil to ask over the network.
    var hostKeys: HostKeys?
    /// Fingerprint that one of them must have.
    var fingerprint: String?
    /// The first login; nil when Dusty's own key is already there.
    var first: FirstLogin?
    /// Whether its ports are only reached through the connection.
    var forwardOnly: Bool
}

/// A login before Dusty's own key is there.
struct FirstLogin: Sendable, Equatable {
    /// The user of this host whose key and agent are used.
    var user: User
    /// Their agent.
    var agent: String?
    /// Their private key; nil for their usual ones.
    var identity: String?
}
