import DustyCore

/// A program that runs virtual machines.
protocol Hypervisor: Sendable {
    /// Makes the virtual machine unless it is there. What is made only in part is made again or removed.
    func create(_ vm: VMRecord, _ boot: BootReporter) async throws
    /// Whether it is there, and whether it runs.
    func power(_ vm: VMRecord) async throws -> PowerState
    /// Starts it with the memory and the processors that the record has; returns how to log in, once its SSH server can be expected to answer.
    func start(_ vm: VMRecord, _ boot: BootReporter) async throws -> VMLogin
    /// Has it shut down, and waits for that; returns what became of it, in words.
    func stop(_ vm: VMRecord) async throws -> String
    /// Removes it, with its disk, when it was made by `create`; one that was adopted stays as it is. It does not run.
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
    /// The host keys that it told on its console; nil where they can only be learned over the network.
    var hostKeys: HostKeys?
    /// Whose the first login is; nil where Dusty's own key is in it since it was made.
    var first: FirstLogin?
    /// Whether its ports are only reached through the connection.
    var forwardOnly = false
}
