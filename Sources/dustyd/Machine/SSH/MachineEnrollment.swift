import DustyCore

/// Makes a host at the other end of SSH a machine: learns its keys, logs in as the caller, and leaves a key of Dusty's own there, because the
/// connection must come back by itself when nobody with an agent is around.
struct MachineEnrollment: Sendable {
    private static let loginPatience = Duration.seconds(30)
    private static let surveyPatience = Duration.seconds(240)

    /// Adds the first argument as a line to the keys that may log in.
    private static let admit = """
        umask 077
        mkdir -p "$HOME/.ssh" || exit 1
        keys=$HOME/.ssh/authorized_keys
        touch "$keys" || exit 1
        grep -qxF -- "$1" "$keys" && exit 0
        [ -s "$keys" ] && [ -n "$(tail -c 1 "$keys")" ] && echo >>"$keys"
        printf '%s\\n' "$1" >>"$keys"
        """
    /// Takes lines with the first argument out of the keys that may log in.
    static let dismiss = """
        umask 077
        keys=$HOME/.ssh/authorized_keys
        grep -qF -- "$1" "$keys"
        case $? in 0) ;; 1) exit 0 ;; *) exit 1 ;; esac
        # What stays is written down before anything goes: a full disk must not cost somebody his login.
        : >"$keys.dusty" || exit 1
        grep -vF -- "$1" "$keys" >"$keys.dusty"
        [ $? -le 1 ] && cat "$keys.dusty" >"$keys"
        ended=$?
        rm -f "$keys.dusty"
        exit $ended
        """

    let catalog: MachineCatalog
    let runner: any CommandRunner
    let now: Timestamp

    /// Adds a machine; returns it with what was done and is worth knowing.
    func add(_ request: MachineRequest, for caller: Caller) async throws -> (record: MachineRecord, notes: [String]) {
        try catalog.checkNew(request.name)
        let target = try SSHTarget(request.ssh)
        if let identity = request.identity, !identity.hasPrefix("/") {
            throw DustyError(.invalid, "the path of a key must be absolute, not \(identity.debugDescription)")
        }
        do {
            return try await enroll(request, target, for: caller)
        } catch {
            try? catalog.remove(request.name)
            throw error
        }
    }

    private func enroll(
        _ request: MachineRequest,
        _ target: SSHTarget,
        for caller: Caller
    ) async throws -> (record: MachineRecord, notes: [String]) {
        let places = SSHPlaces(paths: catalog.paths, name: request.name)
        try places.prepare()
        let keys = try await learn(target, expecting: request.fingerprint)
        try catalog.files.replace(places.knownHosts, with: Array(keys.file(for: request.name).utf8), mode: 0o644)
        func asCaller(_ line: String, within time: Duration) async throws -> CommandResult {
            let command = SSHCommands.login(
                target,
                knownHosts: places.knownHosts,
                alias: request.name,
                identity: request.identity,
                as: caller.user,
                agent: caller.sshAuthSock,
                line
            )
            return try await login(command, target, request.name, within: time)
        }
        let surveyed = try await asCaller(RemoteCommand.script(MachineSurvey.script), within: Self.surveyPatience)
        let survey = try MachineSurvey(surveyed.output, target: target)
        let key = try await makeKey(places)
        let admitted = try await asCaller(RemoteCommand.script(Self.admit, [key]), within: Self.loginPatience)
        guard admitted.status == 0 else {
            throw DustyError(.failed, "Dusty's key could not be left at \(target): \(admitted.lastWords())")
        }
        let own = try await login(
            ownLogin(target, places, RemoteCommand.line(["true"])),
            target,
            request.name,
            within: Self.loginPatience
        )
        guard own.status == 0 else {
            throw DustyError(.failed, "\(target) does not take Dusty's own key: \(own.lastWords())")
        }
        let record = MachineRecord(
            name: request.name,
            target: target,
            fingerprints: keys.fingerprints,
            engineSocket: survey.engineSocket,
            root: survey.root,
            isRoot: survey.isRoot,
            forwardOnly: request.forwardOnly,
            addedAt: now
        )
        try catalog.put(record)
        var notes = keys.fingerprints.prefix(1).map { "its host key is \($0)" }
        notes.append("Dusty's own key is in ~\(target.user)/.ssh/authorized_keys there")
        if survey.installedRsync { notes.append("rsync was installed there") }
        notes.append("the stack's files will be in \(survey.root) there")
        return (record, notes)
    }

    /// Forgets a machine, and takes Dusty's key away there when it answers; returns what is worth knowing.
    func remove(_ record: MachineRecord) async throws -> [String] {
        let places = SSHPlaces(paths: catalog.paths, name: record.name)
        var notes = ["what Dusty put into \(record.root) on \(record.target) is still there"]
        let blob = try? catalog.files.contents(places.key + ".pub").flatMap { bytes in
            String(decoding: bytes, as: UTF8.self).split(separator: " ").dropFirst().first.map(String.init)
        }
        let command = blob.map { ownLogin(record.target, places, RemoteCommand.script(Self.dismiss, [$0])) }
        if let command, let result = try? await login(command, record.target, record.name, within: .seconds(10)),
            result.status == 0
        {
            notes.append("Dusty's key was taken out of ~\(record.target.user)/.ssh/authorized_keys there")
        } else {
            notes.append("it does not answer, so Dusty's key is still in ~\(record.target.user)/.ssh/authorized_keys")
        }
        try catalog.remove(record.name)
        return notes
    }

    /// The host's keys, seen for the first time. Whoever wants to be sure gives the fingerprint that one of them must have.
    private func learn(_ target: SSHTarget, expecting fingerprint: String?) async throws -> HostKeys {
        let arguments = ["-T", "5", "-p", String(target.port), "-t", "ed25519,ecdsa,rsa", "--", target.host]
        let scan = try await runner.run(Command(program: "ssh-keyscan", arguments: arguments)) { _ in }
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
                "\(target) has none of the keys that were expected; it has \(keys.fingerprints.joined(separator: ", "))",
                hint: "nothing was sent there; find out which host that is"
            )
        }
        return keys
    }

    /// Makes the machine's own key; returns the line that admits it, for running programs and forwarding, and nothing of the agent's.
    private func makeKey(_ places: SSHPlaces) async throws -> String {
        let arguments = ["-q", "-t", "ed25519", "-N", "", "-C", "dusty-\(places.name)", "-f", places.key]
        let result = try await runner.run(Command(program: "ssh-keygen", arguments: arguments)) { _ in }
        guard result.status == 0, let bytes = try catalog.files.contents(places.key + ".pub") else {
            throw DustyError(.failed, "a key could not be made: \(result.lastWords())")
        }
        let line = String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }
        return "restrict,port-forwarding,pty \(line)"
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
