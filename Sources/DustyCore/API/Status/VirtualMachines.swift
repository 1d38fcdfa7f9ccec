/// The size of a virtual machine.
public struct MachineHardware: Codable, Sendable, Equatable {
    /// Memory, MiB.
    public var memory: Int
    /// Processors.
    public var processors: Int
    /// Size of the disk that holds its data, GiB.
    public var disk: Int
    /// Minutes of idleness after which it is stopped; absent for never.
    public var idleMinutes: Int?
    /// Whether it runs with another size, and gets this one at its next start.
    public var waitsForStart: Bool
    /// Name in its hypervisor of an adopted one.
    public var adopted: String?

    /// Hardware with its parts.
    public init(
        memory: Int,
        processors: Int,
        disk: Int,
        idleMinutes: Int? = nil,
        waitsForStart: Bool = false,
        adopted: String? = nil
    ) {
        self.memory = memory
        self.processors = processors
        self.disk = disk
        self.idleMinutes = idleMinutes
        self.waitsForStart = waitsForStart
        self.adopted = adopted
    }
}

/// A virtual machine to create, or an existing one to adopt. What is absent gets its default.
public struct MachineCreation: Codable, Sendable, Equatable {
    /// Name for it.
    public var name: String
    /// Its hypervisor: `qemu`, `virtualbox` or `lima`.
    public var kind: MachineKind
    /// Memory, MiB.
    public var memory: Int?
    /// Processors.
    public var processors: Int?
    /// Size of the disk that holds its data, GiB.
    public var disk: Int?
    /// A ready image to boot from; absent for the one that Dusty builds.
    public var image: String?
    /// Name of an existing virtual machine to adopt.
    public var adopt: String?
    /// Login name there, if it is not the image's.
    public var user: String?
    /// The caller's private key for the first login.
    public var identity: String?
    /// Minutes of idleness after which it is stopped.
    public var idleMinutes: Int?
    /// The caller's SSH agent.
    public var sshAuthSock: String?

    /// A request with its parts.
    public init(
        name: String,
        kind: MachineKind,
        memory: Int? = nil,
        processors: Int? = nil,
        disk: Int? = nil,
        image: String? = nil,
        adopt: String? = nil,
        user: String? = nil,
        identity: String? = nil,
        idleMinutes: Int? = nil,
        sshAuthSock: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.memory = memory
        self.processors = processors
        self.disk = disk
        self.image = image
        self.adopt = adopt
        self.user = user
        self.identity = identity
        self.idleMinutes = idleMinutes
        self.sshAuthSock = sshAuthSock
    }
}

/// Changes to a virtual machine; what is absent stays.
public struct MachineChange: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Memory, MiB.
    public var memory: Int?
    /// Processors.
    public var processors: Int?
    /// Size of the disk that holds its data, GiB; it can only grow.
    public var disk: Int?
    /// Minutes of idleness after which it is stopped; 0 for never.
    public var idleMinutes: Int?

    /// A change with its parts.
    public init(name: String, memory: Int? = nil, processors: Int? = nil, disk: Int? = nil, idleMinutes: Int? = nil) {
        self.name = name
        self.memory = memory
        self.processors = processors
        self.disk = disk
        self.idleMinutes = idleMinutes
    }
}
