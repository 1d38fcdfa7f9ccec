import DustyCore

/// Virtual machines of VirtualBox, run through `VBoxManage` as the user whom they belong to.
///
/// A machine has two network cards. The first leads outside, and back in through a port of this host's loopback
/// address. The second is on a host-only network; if there is one, the machine is reached at its own address there, and
/// host names lead to it.
struct VirtualBox: Hypervisor {
    /// How long things may take.
    struct Patience: Sendable, Equatable {
        /// Between two looks.
        var pause = Duration.seconds(1)
        /// From the power button to off.
        var shutDown = Duration.seconds(60)
        /// From the start to the first answer of the SSH server.
        var boot = Duration.seconds(300)
        /// From that to an answer at the machine's own address.
        var ownAddress = Duration.seconds(20)
    }

    /// The network of a machine's outside connection, distinct from common home networks.
    static let way = "10.174.249/24"
    /// The card that every system knows.
    static let cardType = "82540EM"

    let catalog: MachineCatalog
    let runner: any CommandRunner
    var lookUp: @Sendable (String) async throws -> User? = { try await UserDatabase.host.user(named: $0) }
    var patience = Patience()

    func power(_ vm: VMRecord) async throws -> PowerState {
        let manage = try await manage(vm)
        guard try await manage.list(running: false).contains(vm.hypervisorName) else { return .missing }
        return try await manage.list(running: true).contains(vm.hypervisorName) ? .on : .off
    }

    func stop(_ vm: VMRecord) async throws -> String {
        let manage = try await manage(vm)
        let name = vm.hypervisorName
        if try await manage.information(name).state == .paused { try await manage.run(["controlvm", name, "resume"]) }
        try await manage.run(["controlvm", name, "acpipowerbutton"])
        if try await isOff(name, manage, within: patience.shutDown) { return "\(vm.name) was shut down" }
        try await manage.run(["controlvm", name, "poweroff"])
        guard try await isOff(name, manage, within: patience.shutDown) else {
            throw DustyError(.failed, "\(name) does not switch off, not even without power")
        }
        return "\(vm.name) did not shut down within \(patience.shutDown.components.seconds) s, so its power was cut"
    }

    func remove(_ vm: VMRecord) async throws {
        guard vm.adopted == nil else { return }
        let manage = try await manage(vm)
        guard try await manage.list(running: false).contains(vm.hypervisorName) else { return }
        try await discard(vm, manage)
    }

    /// Removes what is registered under the machine's name, with every file of it.
    func discard(_ vm: VMRecord, _ manage: VBoxManage) async throws {
        let information = try await manage.information(vm.hypervisorName)
        // VirtualBox removes the directory only when nothing is left in it that it does not know.
        if let directory = information.directory { try await removeFile(console(in: directory), manage.owner) }
        try await manage.run(["unregistervm", vm.hypervisorName, "--delete"])
    }

    /// Removes a file with the owner's rights; one that is not there is no error.
    func removeFile(_ path: String, _ owner: User) async throws {
        _ = try await runner.run(Command(program: "rm", arguments: ["-f", "--", path], user: owner)) { _ in }
    }

    /// The file that a machine's serial port is written to.
    func console(in directory: String) -> String { "\(directory)/console.log" }

    /// VirtualBox of the user whom a machine belongs to.
    func manage(_ vm: VMRecord) async throws -> VBoxManage {
        guard let owner = try await lookUp(vm.owner) else {
            throw DustyError(
                .notFound,
                "\(vm.name) belongs to \(vm.owner.debugDescription), and this host has no such user",
                hint: "remove the machine and create it again"
            )
        }
        return VBoxManage(runner: runner, owner: owner)
    }

    private func isOff(_ name: String, _ manage: VBoxManage, within time: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + time
        while try await manage.list(running: true).contains(name) {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: patience.pause)
        }
        return true
    }
}
