import DustyCore

@testable import dustyd

extension Caller {
    /// A caller for tests that never run a program.
    static let tester = Caller(
        user: User(uid: 1000, gid: 1000, groups: [], name: "tess", home: "/home/tess"),
        sshAuthSock: nil,
        role: .owner
    )
    /// The same as root would be.
    static let root = Caller(user: Caller.tester.user, sshAuthSock: nil, role: .root)
    /// Another user, who is only in the group.
    static let member = Caller(
        user: User(uid: 1001, gid: 1001, groups: [], name: "mia", home: "/home/mia"),
        sshAuthSock: nil,
        role: .member
    )
}

extension Observatory {
    /// An observatory whose clock stands still.
    static func still(_ change: (inout StackFacts) -> Void = { _ in }) -> Observatory {
        var facts = StackFacts.empty
        change(&facts)
        return Observatory(facts: facts, clock: { .noon })
    }
}

extension Timestamp {
    static let noon = Timestamp(milliseconds: 1_700_000_000_000)
}

extension StackFacts {
    /// A stack of which nothing is known but that the engine answers.
    static let empty = StackFacts(
        stack: "default",
        daemon: DaemonStatus(version: "1.0.0", pid: 1, startedAt: .noon),
        engine: EngineStatus(reachable: true, version: "26.1.5", since: .noon),
        machine: MachineStatus(kind: .local, state: .running)
    )
}

extension ObservedContainer {
    /// A running container of an app.
    static func started(_ service: String, id: String? = nil, kind: String = "app") -> ObservedContainer {
        ObservedContainer(
            id: id ?? "id-\(service)",
            service: service,
            name: "dusty_\(service)_1",
            image: "\(service):1",
            imageID: "sha256:\(service)",
            status: .running,
            health: nil,
            exitCode: 0,
            error: nil,
            outOfMemory: false,
            startedAt: .noon,
            finishedAt: nil,
            restarts: 0,
            terminal: false,
            labels: [StackLabel.kind: kind, StackLabel.stack: "default", StackLabel.service: service],
            networks: service == StackNames.proxyService ? [:] : [StackNames.standard.network: NetworkAttachment()]
        )
    }
}
