/// One stack of the daemon.
public struct StackInfo: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// The slot that its address, subnet and ports come from; absent for a second daemon's own stack.
    public var slot: Int?
    /// Login name of the user who made it; absent for the one that always exists.
    public var owner: String?
    /// Where its specs come from; absent while that is not set.
    public var specsRepo: String?
    /// Active bundles.
    public var bundles: [String]
    /// Directories whose commands use it.
    public var directories: [String]
    /// When it was made; absent for the one that always exists.
    public var createdAt: Timestamp?
    /// Address that its host names lead to.
    public var address: String
    /// Apps and services that run.
    public var running: Int
    /// Active apps and services.
    public var active: Int
    /// Active apps and services that run as they should; absent from a daemon that does not say.
    public var up: Int?
    /// Active apps and services that should run and do not, or not as they should; absent from a daemon that does not say.
    public var failing: Int?
    /// Processor time of its containers, percent of one processor; absent while it is not measured.
    public var cpuPercent: Double?
    /// Memory of its containers; absent while it is not measured.
    public var memoryBytes: Int64?
    /// Size of its `/persist`; absent until it was measured.
    public var persistBytes: Int64?
    /// Whether it is half removed, so that it can only be removed.
    public var isBeingRemoved: Bool
    /// Whether the plain host names lead to it on this host; absent if that is not said.
    public var isFront: Bool?
    /// When it was stopped for being idle; absent if its containers have been started or stopped since.
    public var idleSince: Timestamp?
    /// Services that it has from the daemon's own stack; absent when there are none.
    public var shares: [String]?
    /// Services that other stacks have from it, by service with the names of the stacks; absent when there are none.
    public var lends: [String: [String]]?

    /// A stack with its parts.
    public init(
        name: String,
        slot: Int?,
        owner: String? = nil,
        specsRepo: String? = nil,
        bundles: [String] = [],
        directories: [String] = [],
        createdAt: Timestamp? = nil,
        address: String,
        running: Int = 0,
        active: Int = 0,
        up: Int? = nil,
        failing: Int? = nil,
        cpuPercent: Double? = nil,
        memoryBytes: Int64? = nil,
        persistBytes: Int64? = nil,
        isBeingRemoved: Bool = false,
        isFront: Bool? = nil,
        idleSince: Timestamp? = nil
    ) {
        self.idleSince = idleSince
        self.isFront = isFront
        self.name = name
        self.slot = slot
        self.owner = owner
        self.specsRepo = specsRepo
        self.bundles = bundles
        self.directories = directories
        self.createdAt = createdAt
        self.address = address
        self.running = running
        self.active = active
        self.up = up
        self.failing = failing
        self.cpuPercent = cpuPercent
        self.memoryBytes = memoryBytes
        self.persistBytes = persistBytes
        self.isBeingRemoved = isBeingRemoved
    }
}

/// A stack to be made.
public struct StackRequest: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Where its specs come from, in any form a repo may have; absent for the specs, bundles, variables and assets of the daemon's own stack.
    public var specsRepo: String?
    /// Bundles to activate.
    public var bundles: [String]?
    /// Absolute paths of directories whose commands use it.
    public var directories: [String]?
    /// Name of the stack whose data are copied into it; absent for none.
    public var dataFrom: String?
    /// Services that it has from the daemon's own stack, besides those whose specs say so.
    public var share: [String]?
    /// The caller's SSH agent, for git.
    public var sshAuthSock: String?

    /// A request with its parts.
    public init(
        name: String,
        specsRepo: String? = nil,
        bundles: [String]? = nil,
        directories: [String]? = nil,
        dataFrom: String? = nil,
        share: [String]? = nil,
        sshAuthSock: String? = nil
    ) {
        self.dataFrom = dataFrom
        self.share = share
        self.name = name
        self.specsRepo = specsRepo
        self.bundles = bundles
        self.directories = directories
        self.sshAuthSock = sshAuthSock
    }
}

/// Which stack is meant.
public struct StackChoice: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Whether work in its clones that exists nowhere else goes too; no when absent.
    public var force: Bool?

    /// A stack by its name.
    public init(name: String, force: Bool? = nil) {
        self.name = name
        self.force = force
    }
}

/// The result of a stack's removal.
public struct StackRemoval: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// What was removed, in words.
    public var removed: [String]
    /// What still exists, checked afterwards; while there is something, the stack exists.
    public var left: [String]

    /// A removal with its parts.
    public init(name: String, removed: [String], left: [String]) {
        self.name = name
        self.removed = removed
        self.left = left
    }
}
