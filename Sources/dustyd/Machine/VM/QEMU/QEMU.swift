import CLibrary
import DustyCore
import Essentials

/// Runs machines in QEMU, each as a process that keeps running when the daemon ends.
struct QEMU: Hypervisor {
    /// How long a system may take to shut down before it is switched off.
    private static let stopPatience = Duration.seconds(60)
    /// How long a system may take from its first sign of life to its SSH server.
    private static let bootPatience = Duration.seconds(180)

    let catalog: MachineCatalog
    let runner: any CommandRunner

    private var network: HostOnlyNetwork { HostOnlyNetwork(runner: runner) }
    private var image: MachineImage { MachineImage(paths: catalog.paths, runner: runner) }

    func create(_ vm: VMRecord, _ boot: BootReporter) async throws {
        try await checkProgram()
        try await image.provide(for: vm, boot)
        let places = try places(of: vm)
        var vm = vm
        try await boot.step("disk") { _ in
            if vm.network == nil {
                vm.network = try await chooseNetwork()
                try catalog.put(vm)
            }
            let key = MachineKey(places: sshPlaces(of: vm), files: catalog.files, runner: runner)
            let request = FormatRequest(key: try await key.admission(), hostName: vm.name, time: vm.createdAt)
            try makeDisk(places.disk, beginning: request.bytes, gibibytes: vm.disk)
            return "\(vm.disk) GiB, allocated as it fills"
        }
    }

    func power(_ vm: VMRecord) throws -> PowerState {
        let places = try places(of: vm)
        if QEMUMonitor(socket: places.monitor).answers { return .on }
        return access(places.disk, F_OK) == 0 && vm.network != nil ? .off : .missing
    }

    func start(_ vm: VMRecord, _ boot: BootReporter) async throws -> VMLogin {
        let places = try places(of: vm)
        let console = BootConsole(path: places.console)
        guard let network = vm.network else {
            throw DustyError(
                .conflict,
                "the machine `\(vm.name)` was never created",
                hint: "remove it and create it again"
            )
        }
        if try power(vm) == .off {
            try await image.provide(for: vm, boot)
            try growDisk(places.disk, gibibytes: vm.disk)
            if case .hostOnly(let address, _) = network { try await self.network.connect(address) }
        }
        let keys = try await boot.step("boot") { step in
            let words = try await bringUp(vm, network, console, step)
            let keys = try await console.awaitHostKeys(within: Self.bootPatience) { line in
                boot.phase.tell("boot: \(line)")
                await step.output(line)
            }
            return (keys, words)
        }
        guard let keys else {
            throw DustyError(
                .failed,
                "the system in the virtual machine did not start its SSH server; its last output:\n\(console.tail())",
                hint: "see \(places.console) for all output"
            )
        }
        return VMLogin(target: try target(network), hostKeys: keys, forwardOnly: network.isForwarded)
    }

    func stop(_ vm: VMRecord) async throws -> String {
        let places = try places(of: vm)
        let monitor = QEMUMonitor(socket: places.monitor)
        let started = ContinuousClock.now
        let isDown = try await pressPowerButton(monitor, until: started + Self.stopPatience)
        if !isDown { try await pullPlug(places, monitor) }
        if case .hostOnly(let address, _)? = vm.network { try await network.disconnect(address) }
        let seconds = (ContinuousClock.now - started).components.seconds
        return isDown
            ? "\(vm.name) has shut down, after \(seconds) s"
            : "\(vm.name) did not shut down within \(Self.stopPatience.components.seconds) s, so it was switched off"
    }

    func remove(_ vm: VMRecord) async throws {
        if case .hostOnly(let address, _)? = vm.network { try await network.disconnect(address) }
        unlink(try places(of: vm).monitor)
    }

    private func places(of vm: VMRecord) throws -> QEMUPlaces {
        let places = sshPlaces(of: vm)
        try places.prepare()
        return QEMUPlaces(places)
    }

    private func sshPlaces(of vm: VMRecord) -> SSHPlaces { SSHPlaces(paths: catalog.paths, name: vm.name) }

    private func checkProgram() async throws {
        let result = try? await runner.run(
            Command(program: "qemu-system-x86_64", arguments: ["--version"], limit: Command.shortLimit)
        ) { _ in }
        guard result?.status == 0 else {
            throw DustyError(
                .failed,
                "the program qemu-system-x86_64 is needed and was not found",
                hint: HostWords.own.advice("install it", "qemu-system-x86_64")
            )
        }
    }

    /// A host-only network if this host can have one, else a port of its loopback address.
    private func chooseNetwork() async throws -> VMNetwork {
        let others = try catalog.all().compactMap(\.vm?.network)
        let addresses = others.compactMap { if case .hostOnly(let address, _) = $0 { address } else { nil } }
        if access("/dev/net/tun", R_OK | W_OK) == 0 {
            return try await network.address(besides: Set(addresses))
        }
        let ports = others.compactMap { if case .forwarded(let port) = $0 { port } else { nil } }
        let free = try (2200...2299).first { try !ports.contains($0) && PortProbe.isFree($0, address: "127.0.0.1") }
        guard let free else { throw DustyError(.conflict, "every port from 2200 to 2299 of this host is taken") }
        return .forwarded(port: free)
    }

    private func target(_ network: VMNetwork) throws -> SSHTarget {
        switch network {
        case .hostOnly(let address, _): try SSHTarget("root@\(address)")
        case .forwarded(let port): try SSHTarget("root@127.0.0.1:\(port)")
        }
    }

    private func makeDisk(_ path: String, beginning bytes: [UInt8], gibibytes: Int) throws {
        try AtomicFile(path + ".part").write(bytes, mode: 0o600)
        try growDisk(path + ".part", gibibytes: gibibytes)
        rename(path + ".part", path)
    }

    private func growDisk(_ path: String, gibibytes: Int) throws {
        guard let status = try? FileStatus(at: path), status.size < gibibytes << 30 else { return }
        guard truncate(path, off_t(gibibytes) << 30) == 0 else {
            throw DustyError(.failed, "\(path) cannot have \(gibibytes) GiB: \(String(cString: strerror(errno)))")
        }
    }

    /// Starts QEMU with the fastest accelerator with which the kernel boots; returns its name.
    private func bringUp(
        _ vm: VMRecord,
        _ network: VMNetwork,
        _ console: BootConsole,
        _ step: StepReporter
    ) async throws -> String {
        let places = try places(of: vm)
        guard try power(vm) != .on else { return "it runs" }
        var reasons: [String] = []
        for accelerator in Accelerator.candidates where vm.uselessAccelerators?.contains(accelerator.trial) != true {
            unlink(console.path)
            let command = QEMUCommand(
                vm: vm,
                places: places,
                image: image.file(of: vm),
                network: network,
                accelerator: accelerator
            )
            let result = try await runner.run(command.command) { _ in }
            if result.status == 0, try await console.awaitLife(within: accelerator.patience) {
                return "\(accelerator.rawValue), \(vm.processors) processors, \(vm.memory) MiB"
            }
            let why = result.status == 0 ? "no sign of life within \(accelerator.patience)" : result.lastWords(lines: 1)
            await step.output("\(accelerator.rawValue) does not work here: \(why)")
            reasons.append("\(accelerator.rawValue): \(why)")
            if try power(vm) == .on { try await pullPlug(places, QEMUMonitor(socket: places.monitor)) }
            try rememberUseless(accelerator, vm)
        }
        throw DustyError(.failed, "QEMU cannot run the machine: \(reasons.joined(separator: "; "))")
    }

    /// The slowest works everywhere, so its failure has another reason.
    private func rememberUseless(_ accelerator: Accelerator, _ vm: VMRecord) throws {
        guard accelerator != .tcg else { return }
        var vm = try catalog.findVM(vm.name)
        vm.uselessAccelerators = (vm.uselessAccelerators ?? []) + [accelerator.trial]
        try catalog.put(vm)
    }

    private func awaitEnd(of monitor: QEMUMonitor, within time: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + time
        while monitor.answers {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(100))
        }
        return true
    }

    /// A system that has just started does not react to the button yet.
    private func pressPowerButton(_ monitor: QEMUMonitor, until deadline: ContinuousClock.Instant) async throws -> Bool
    {
        while ContinuousClock.now < deadline {
            try? await monitor.tell(.powerDown)
            if try await awaitEnd(of: monitor, within: .seconds(10)) { return true }
        }
        return false
    }

    private func pullPlug(_ places: QEMUPlaces, _ monitor: QEMUMonitor) async throws {
        try? await monitor.tell(.quit)
        if try await awaitEnd(of: monitor, within: .seconds(3)) { return }
        // A QEMU that no longer listens to its monitor still holds the file's lock.
        if let text = try AtomicFile(places.process).read().map({ String(decoding: $0, as: UTF8.self) }),
            let process = pid_t(text.filter(\.isNumber)), process > 1
        {
            kill(process, SIGKILL)
        }
        _ = try await awaitEnd(of: monitor, within: .seconds(3))
    }
}

extension VMNetwork {
    /// Whether only a port of this host leads to the machine.
    var isForwarded: Bool { if case .forwarded = self { true } else { false } }
}
