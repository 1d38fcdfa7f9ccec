import DustyCore

/// Settings of a virtual machine, stored beside the record of how to log in.
struct VMRecord: Codable, Sendable, Equatable {
    /// Name of the machine.
    var name: String
    /// What runs it.
    var kind: HypervisorKind
    /// Memory, MiB.
    var memory: Int
    /// Processors.
    var processors: Int
    /// Size of the disk that holds its data, GiB.
    var disk: Int
    /// A ready image to start from; nil for the one that Dusty builds.
    var image: String?
    /// Name in the hypervisor of an adopted machine, which stays when Dusty forgets it.
    var adopted: String?
    /// Login name there; nil for what the image has.
    var user: String?
    /// The owner's private key that opens an adopted one for the first time.
    var identity: String?
    /// Login name of the user of this host whom it belongs to, for hypervisors that people run.
    var owner: String
    /// Minutes without running apps and without an open dashboard, after which it is stopped; nil for never.
    var idleMinutes: Int?
    /// When it was asked for.
    var createdAt: Timestamp
    /// How to reach it from this host, once that is settled.
    var network: VMNetwork?
    /// Accelerators with which it did not boot, each with the kernel of this host that was tried.
    var uselessAccelerators: [String]?
    /// Its size at the last start.
    var started: VMSize?

    /// Name that the hypervisor has for it.
    var hypervisorName: String { adopted ?? "dusty-\(name)" }
}

/// What of a virtual machine takes effect when it is started.
struct VMSize: Codable, Sendable, Equatable {
    /// Memory, MiB.
    var memory: Int
    /// Processors.
    var processors: Int
}

/// The programs that run virtual machines.
enum HypervisorKind: String, Codable, Sendable, CaseIterable {
    case qemu, virtualbox, lima

    /// The kind of machine that it makes.
    var machine: MachineKind { MachineKind(rawValue: rawValue) }
}

/// How a virtual machine is reached from this host.
enum VMNetwork: Codable, Sendable, Equatable {
    /// At an address of its own on a network that only this host has.
    case hostOnly(address: String, prefix: Int)
    /// Through a port of this host's loopback address that leads to its SSH server.
    case forwarded(port: Int)
}
