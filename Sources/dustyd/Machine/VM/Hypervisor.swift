import DustyCore

/// A program that runs virtual machines.
protocol Hypervisor: Sendable {
    /// Creates the virtual machine unless it exists. What was created only in part is created again or removed.
    func create(_ vm: VMRecord, _ boot: BootReporter) async throws
    /// Whether it is there, and whether it runs.
    func power(_ vm: VMRecord) async throws -> PowerState
    /// Starts it with the memory and the processors of the record; returns how to log in, once its SSH server can be
    /// expected to answer.
    func start(_ vm: VMRecord, _ boot: BootReporter) async throws -> VMLogin
    /// Shuts it down and waits for that; returns the outcome in words.
    func stop(_ vm: VMRecord) async throws -> String
    /// Removes it, with its disk, if `create` made it; an adopted one stays as it is. It must not run.
    func remove(_ vm: VMRecord) async throws
}

/// Whether a virtual machine is there, and whether it runs.
enum PowerState: Sendable, Equatable {
    case missing, off, on
}

/// How a virtual machine that runs is logged in to.
struct VMLogin: Sendable, Equatable {
    /// Who, and where its SSH server is; the same at every start.
    var target: SSHTarget
    /// The host keys reported on its console; nil if they can only be learned over the network.
    var hostKeys: HostKeys?
    /// The first login; nil if Dusty's own key was in it from the start.
    var first: FirstLogin?
    /// Whether its ports are only reached through the connection.
    var forwardOnly = false
}
