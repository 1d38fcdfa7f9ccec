import DustyCore

extension VirtualBox {
    func start(_ vm: VMRecord, _ boot: BootReporter) async throws -> VMLogin {
        let manage = try await manage(vm)
        let name = vm.hypervisorName
        let found = try await settled(name, manage)
        guard let way = found.login else {
            throw DustyError(
                .conflict,
                "no port of this host leads to the SSH server of \(name)",
                hint: "while it is off: VBoxManage modifyvm \(name) --natpf1 ssh,tcp,127.0.0.1,2022,,22"
            )
        }
        if vm.adopted == nil {
            try await MachineImage(paths: catalog.paths, runner: runner).provide(for: vm, boot)
        }
        let pinned = try await boot.step("start") { _ in
            let pinned = vm.network == nil ? try await pinnedAddress(vm, found, manage) : nil
            return (pinned, try await bringUp(vm, found, manage))
        }
        let running = try await manage.information(name)
        let (keys, events) = try await boot.step("boot") { step in
            try await awaitAnswer(vm, way.port, running, manage, boot, step)
        }
        let network = try await settledNetwork(vm, way.port, keys, pinned, running, manage)
        return try await login(vm, network, way.port, BootConsole.hostKeys(in: events))
    }

    /// Waits until it has left a state in between.
    private func settled(_ name: String, _ manage: VBoxManage) async throws -> VBoxInformation {
        let deadline = ContinuousClock.now + patience.shutDown
        var information = try await manage.information(name)
        while information.state == .other, ContinuousClock.now < deadline {
            try await Task.sleep(for: patience.pause)
            information = try await manage.information(name)
        }
        return information
    }

    /// Starts it from any state; returns in words what was done.
    private func bringUp(_ vm: VMRecord, _ information: VBoxInformation, _ manage: VBoxManage) async throws -> String {
        let name = vm.hypervisorName
        switch information.state {
        case .running: return "it runs; changes wait for its next start"
        case .paused:
            try await manage.run(["controlvm", name, "resume"])
            return "it was paused and resumes"
        case .gurumeditation: try await manage.run(["controlvm", name, "poweroff"])
        case .saved, .abortedSaved:
            try await checkPort(information)
            try await launch(vm, information, manage)
            return "it resumes from its saved state; changes wait for its next start"
        case .poweroff, .aborted: break
        case .other:
            throw DustyError(
                .conflict,
                "\(name) is in an unknown state",
                hint: "VBoxManage showvminfo \(name)"
            )
        }
        try await checkPort(information)
        try await apply(Self.changes(vm, information), to: name, manage)
        try await growDisk(vm, information, manage)
        try await launch(vm, information, manage)
        return "\(vm.memory) MiB, \(vm.processors) processors"
    }

    /// For a moment after a machine switched off no other program may change it.
    private func apply(_ changes: [String], to name: String, _ manage: VBoxManage) async throws {
        for attempt in 1...5 {
            let result = try await manage.attempt(["modifyvm", name] + changes)
            if result.status == 0 { return }
            guard attempt < 5 else { throw VBoxManage.failure(["modifyvm", name], result) }
            try await Task.sleep(for: patience.pause)
        }
    }

    /// Resizes its disk; disks never shrink.
    private func growDisk(_ vm: VMRecord, _ information: VBoxInformation, _ manage: VBoxManage) async throws {
        guard vm.adopted == nil, let disk = information.medium(Self.controller, port: 1) else { return }
        let told = VBoxBlocks(try await manage.run(["showmediuminfo", "disk", disk])).blocks.first?["Capacity"]
        let wanted = vm.disk * 1024
        guard let size = told?.split(separator: " ").first.flatMap({ Int($0) }), size < wanted else { return }
        try await manage.run(["modifymedium", "disk", disk, "--resize", String(wanted)])
    }

    private func launch(_ vm: VMRecord, _ information: VBoxInformation, _ manage: VBoxManage) async throws {
        if vm.adopted == nil, let directory = information.directory {
            // Otherwise console output of the last start would count as new.
            try await removeFile(console(in: directory), manage.owner)
        }
        try await manage.run(["startvm", vm.hypervisorName, "--type", "headless"])
    }

    /// VirtualBox starts a machine even when a program has taken the port that leads to it.
    private func checkPort(_ information: VBoxInformation) async throws {
        guard let port = information.login?.port, try !PortProbe.isFree(port, address: "127.0.0.1") else { return }
        throw DustyError(
            .conflict,
            "port \(port) of 127.0.0.1, which leads to the machine, is in use by a program",
            hint: "find it with `ss -ltnp`, and end it"
        )
    }

    /// Settings that must change, and those that cannot be read.
    static func changes(_ vm: VMRecord, _ information: VBoxInformation) -> [String] {
        var changes: [String] = []
        if information.memory != vm.memory { changes += ["--memory", String(vm.memory)] }
        if information.processors != vm.processors { changes += ["--cpus", String(vm.processors)] }
        for card in information.cards where card.type != cardType {
            // Virtual cards of other kinds lose packets under load, or have no driver in a small system.
            if card.slot == 1 || card.type == "virtio" { changes += ["--nictype\(card.slot)", cardType] }
        }
        for card in information.cards where card.attachment == "nat" {
            changes += ["--natdnshostresolver\(card.slot)", "on"]
            if vm.adopted == nil { changes += ["--natnet\(card.slot)", way] }
        }
        return changes
    }

    /// Waits for the SSH server, passing on what the console reports meanwhile.
    private func awaitAnswer(
        _ vm: VMRecord,
        _ port: Int,
        _ information: VBoxInformation,
        _ manage: VBoxManage,
        _ boot: BootReporter,
        _ step: StepReporter
    ) async throws -> (value: (HostKeys, [BootConsole.Event]), summary: String?) {
        let deadline = ContinuousClock.now + patience.boot
        var told = 0
        while ContinuousClock.now < deadline {
            let keys = try await scan("127.0.0.1", port)
            let events = try await consoleEvents(vm, information, manage.owner)
            try await tell(events.dropFirst(told), boot, step)
            told = max(told, events.count)
            if !keys.keys.isEmpty { return ((keys, events), "its SSH server answers") }
            guard try await manage.list(running: true).contains(vm.hypervisorName) else {
                throw DustyError(.failed, "\(vm.hypervisorName) went off while it booted", hint: hint(vm, information))
            }
            try await Task.sleep(for: patience.pause)
        }
        throw DustyError(
            .failed,
            "\(vm.hypervisorName) has no SSH server after \(patience.boot.components.seconds) s",
            hint: hint(vm, information)
        )
    }

    /// Passes on what the console reported; throws if that is why it cannot work.
    private func tell(
        _ events: ArraySlice<BootConsole.Event>,
        _ boot: BootReporter,
        _ step: StepReporter
    ) async throws {
        for event in events {
            switch event {
            case .step(let text):
                boot.phase.tell("boot: \(text)")
                await step.output(text)
            case .failed(let what):
                throw DustyError(.failed, "the system in the virtual machine says: \(what)")
            case .hostKey, .ready: continue
            }
        }
    }

    private func hint(_ vm: VMRecord, _ information: VBoxInformation) -> String {
        guard vm.adopted == nil, let directory = information.directory else {
            return "see VirtualBox's own window"
        }
        return "see \(console(in: directory)) for all output"
    }

    /// What the system reported on its serial port, read with the owner's rights.
    private func consoleEvents(
        _ vm: VMRecord,
        _ information: VBoxInformation,
        _ owner: User
    ) async throws -> [BootConsole.Event] {
        guard vm.adopted == nil, let directory = information.directory else { return [] }
        let path = console(in: directory)
        let tail = Command(program: "tail", arguments: ["-c", "200000", "--", path], user: owner)
        let result = try await runner.run(tail) { _ in }
        return result.status == 0 ? BootConsole.events(in: result.output) : []
    }

    /// The host keys of a server; none where nothing answers.
    func scan(_ host: String, _ port: Int) async throws -> HostKeys {
        let arguments = ["-T", "3", "-p", String(port), "-t", "ed25519,ecdsa,rsa", "--", host]
        let result = try await runner.run(
            Command(program: "ssh-keyscan", arguments: arguments, limit: Command.shortLimit)
        ) { _ in }
        return HostKeys(scan: result.output)
    }
}
