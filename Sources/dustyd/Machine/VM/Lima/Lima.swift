import DustyCore

/// Virtual machines of Lima's, run through `limactl` as the user whom they belong to.
///
/// Lima gives a machine a port of this host's loopback address and a key; the rest of its network is up to Lima, so
/// ports of containers are always forwarded through the connection.
struct Lima: Hypervisor {
    let catalog: MachineCatalog
    let runner: any CommandRunner
    var lookUp: @Sendable (String) async throws -> User? = { try await UserDatabase.host.user(named: $0) }

    func create(_ vm: VMRecord, _ boot: BootReporter) async throws {
        let limactl = try await limactl(vm)
        let old = try await limactl.instance(vm.hypervisorName)
        if let adopted = vm.adopted {
            guard old != nil, !adopted.hasPrefix("-") else {
                throw DustyError.unknown(adopted, among: try await limactl.instances().map(\.name))
            }
            return
        }
        if let old, old.status != "Broken" { return }
        try await boot.step("create") { step in
            if old != nil { try await limactl.run(["delete", "--force", vm.hypervisorName]) }
            try await make(vm, limactl, step)
            return "\(vm.hypervisorName): \(vm.memory) MiB, \(vm.processors) processors, a disk of \(vm.disk) GiB"
        }
    }

    func power(_ vm: VMRecord) async throws -> PowerState {
        guard let instance = try await limactl(vm).instance(vm.hypervisorName) else { return .missing }
        return instance.isRunning ? .on : .off
    }

    func start(_ vm: VMRecord, _ boot: BootReporter) async throws -> VMLogin {
        let limactl = try await limactl(vm)
        guard let instance = try await limactl.instance(vm.hypervisorName) else {
            throw DustyError(.notFound, "Lima has no machine \(vm.hypervisorName)")
        }
        try await boot.step("start") { step in
            guard !instance.isRunning else { return "it runs; changes wait for its next start" }
            if let changes = try changes(vm, instance) {
                try await limactl.run(["edit", "--tty=false", "--set", changes, vm.hypervisorName])
            }
            try await limactl.run(["start", "--tty=false", vm.hypervisorName]) { line in
                boot.phase.tell("start: \(line)")
                await step.output(line)
            }
            return "\(vm.memory) MiB, \(vm.processors) processors"
        }
        return try await login(vm, instance, limactl.owner)
    }

    func stop(_ vm: VMRecord) async throws -> String {
        let limactl = try await limactl(vm)
        if try await limactl.attempt(["stop", vm.hypervisorName]).status == 0 { return "\(vm.name) was shut down" }
        try await limactl.run(["stop", "--force", vm.hypervisorName])
        return "\(vm.name) did not shut down, so Lima stopped it"
    }

    func remove(_ vm: VMRecord) async throws {
        guard vm.adopted == nil else { return }
        let limactl = try await limactl(vm)
        guard try await limactl.instance(vm.hypervisorName) != nil else { return }
        try await limactl.run(["delete", "--force", vm.hypervisorName])
    }

    private func make(_ vm: VMRecord, _ limactl: Limactl, _ step: StepReporter) async throws {
        let template = LimaTemplate(vm: vm, port: try PortProbe.choose())
        let path = "\(catalog.paths.directory(ofMachine: vm.name))/lima.yaml"
        try catalog.files.replace(path, with: Array(template.text.utf8), mode: 0o644)
        try await limactl.run(["create", "--name=\(vm.hypervisorName)", "--tty=false", path]) { line in
            await step.output(line)
        }
    }

    /// The expression for `limactl edit` that must be applied before a start; nil for nothing.
    private func changes(_ vm: VMRecord, _ instance: LimaInstance) throws -> String? {
        var changes: [String] = []
        if instance.memory != Int64(vm.memory) << 20 { changes.append(".memory = \"\(vm.memory)MiB\"") }
        if instance.cpus != vm.processors { changes.append(".cpus = \(vm.processors)") }
        // The machine must be found at the same port at every start.
        let chosen = instance.config?.ssh?.localPort.flatMap { $0 == 0 ? nil : $0 }
        if case .forwarded(let port) = vm.network {
            if chosen != port { changes.append(".ssh.localPort = \(port)") }
        } else if chosen == nil {
            changes.append(".ssh.localPort = \(try PortProbe.choose())")
        }
        return changes.isEmpty ? nil : changes.joined(separator: " | ")
    }

    /// How to log in, from the file that Lima writes when it starts a machine.
    private func login(_ vm: VMRecord, _ instance: LimaInstance, _ owner: User) async throws -> VMLogin {
        let path = instance.sshConfiguration
        let read = try await runner.run(
            Command(program: "cat", arguments: ["--", path], user: owner, limit: Command.shortLimit)
        ) { _ in }
        let configuration = LimaSSHConfig(read.output)
        guard read.status == 0, let port = configuration.port, let user = vm.user ?? configuration.user else {
            throw DustyError(.failed, "Lima does not say how to log in to \(vm.hypervisorName): see \(path)")
        }
        if vm.network == nil {
            var record = vm
            record.network = .forwarded(port: port)
            try catalog.put(record)
        }
        return VMLogin(
            target: try SSHTarget("\(user)@127.0.0.1:\(port)"),
            first: FirstLogin(user: owner, identity: vm.identity ?? configuration.identity),
            forwardOnly: true
        )
    }

    private func limactl(_ vm: VMRecord) async throws -> Limactl {
        guard let owner = try await lookUp(vm.owner), owner.uid != 0 else {
            throw DustyError(
                .invalid,
                "\(vm.name) belongs to \(vm.owner.debugDescription), and Lima refuses to work for that user",
                hint: "create it as yourself, not as root"
            )
        }
        return Limactl(runner: runner, owner: owner)
    }
}
