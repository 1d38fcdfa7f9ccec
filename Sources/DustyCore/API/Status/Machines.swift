/// A machine that a stack can live on.
public struct MachineInfo: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// What it is.
    public var kind: MachineKind
    /// Whether the stack lives on it.
    public var inUse: Bool
    /// Its state; for machines that are not in use only whether they run, if they are virtual.
    public var status: MachineStatus?
    /// Version of its engine; only known of the machine in use.
    public var engine: String?
    /// Socket on this host that leads to its engine; only for the machine in use.
    public var engineSocket: String?
    /// Directory there under which the stack's files lie.
    public var root: String?
    /// How to log in there; absent while a virtual machine has never run.
    public var login: MachineLogin?
    /// The size of a virtual machine.
    public var hardware: MachineHardware?

    /// A machine with its parts.
    public init(
        name: String,
        kind: MachineKind,
        inUse: Bool,
        status: MachineStatus? = nil,
        engine: String? = nil,
        engineSocket: String? = nil,
        root: String? = nil,
        login: MachineLogin? = nil,
        hardware: MachineHardware? = nil
    ) {
        self.name = name
        self.kind = kind
        self.inUse = inUse
        self.status = status
        self.engine = engine
        self.engineSocket = engineSocket
        self.root = root
        self.login = login
        self.hardware = hardware
    }
}

/// How to log in to a machine by SSH.
public struct MachineLogin: Codable, Sendable, Equatable {
    /// Login name there.
    public var user: String
    /// Host name or address.
    public var host: String
    /// Port of its SSH server.
    public var port: Int
    /// Fingerprints of the host keys that were learned.
    public var fingerprints: [String]
    /// File that holds these keys.
    public var knownHosts: String
    /// The key that Dusty logs in with; only root can read it.
    public var key: String
    /// Whether ports are only reached through the connection.
    public var forwardOnly: Bool

    /// A login with its parts.
    public init(
        user: String,
        host: String,
        port: Int,
        fingerprints: [String],
        knownHosts: String,
        key: String,
        forwardOnly: Bool
    ) {
        self.user = user
        self.host = host
        self.port = port
        self.fingerprints = fingerprints
        self.knownHosts = knownHosts
        self.key = key
        self.forwardOnly = forwardOnly
    }
}

/// A host to add as a machine.
public struct MachineRequest: Codable, Sendable, Equatable {
    /// Name for it.
    public var name: String
    /// `user@host` or `user@host:port`.
    public var ssh: String
    /// The caller's private key for the first login; absent for their agent and usual keys.
    public var identity: String?
    /// Fingerprint that one of its host keys must have, as `ssh-keygen -l` prints it.
    public var fingerprint: String?
    /// Whether ports should only be reached through the connection, never at the machine's own address.
    public var forwardOnly: Bool
    /// The caller's SSH agent.
    public var sshAuthSock: String?

    /// A request with its parts.
    public init(
        name: String,
        ssh: String,
        identity: String? = nil,
        fingerprint: String? = nil,
        forwardOnly: Bool = false,
        sshAuthSock: String? = nil
    ) {
        self.name = name
        self.ssh = ssh
        self.identity = identity
        self.fingerprint = fingerprint
        self.forwardOnly = forwardOnly
        self.sshAuthSock = sshAuthSock
    }
}

/// The choice of a machine.
public struct MachineChoice: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// `use`: although the stack may run elsewhere or the machine does not answer. `remove`: although nothing can be
    /// undone there.
    public var force: Bool

    /// A choice with its parts.
    public init(name: String, force: Bool = false) {
        self.name = name
        self.force = force
    }
}

/// The result of a request about a machine.
public struct MachineReport: Codable, Sendable, Equatable {
    /// The machine.
    public var machine: MachineInfo
    /// What was done and the user should know.
    public var notes: [String]
    /// Whether the daemon is about to restart, with the same process id.
    public var restarts: Bool

    /// A report with its parts.
    public init(machine: MachineInfo, notes: [String], restarts: Bool = false) {
        self.machine = machine
        self.notes = notes
        self.restarts = restarts
    }
}
