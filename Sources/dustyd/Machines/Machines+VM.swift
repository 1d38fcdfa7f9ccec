import CLibrary
import DustyCore
import SystemPackage

extension Machines {
    /// Creates and starts a virtual machine. Its settings are stored first: whatever goes wrong, `start` continues from
    /// there.
    func create(_ request: MachineCreation, for caller: Caller) async throws -> Job {
        let vm = try record(request, for: caller)
        if let image = request.image { try await check(image: image, isReadableBy: caller.user) }
        try catalog.put(vm)
        do {
            return try await jobs.start(JobRequest(.machineStart(vm.name), queue: true), for: caller)
        } catch {
            try catalog.remove(vm.name)
            throw error
        }
    }

    /// Changes the settings of a virtual machine.
    func change(_ request: MachineChange) async throws -> MachineReport {
        var vm = try catalog.findVM(request.name)
        vm.memory = request.memory ?? vm.memory
        vm.processors = request.processors ?? vm.processors
        if let disk = request.disk {
            guard disk >= vm.disk else {
                throw DustyError(.invalid, "the disk of `\(vm.name)` has \(vm.disk) GiB and can only grow")
            }
            guard disk == vm.disk || vm.kind == .qemu else {
                throw DustyError(.invalid, "only disks of machines of the kind qemu can grow")
            }
            vm.disk = disk
        }
        if let minutes = request.idleMinutes { vm.idleMinutes = minutes == 0 ? nil : minutes }
        try check(vm)
        try catalog.put(vm)
        let runs = try await stack.systems.virtualMachines.machine(vm.name).power() == .on
        let waits = runs && (vm.hardware.waitsForStart || request.disk != nil)
        let note = "memory, processors and disk change at the next start"
        return MachineReport(machine: try await find(vm.name), notes: waits ? [note] : [])
    }

    /// Cancels what a job does to a machine that is about to be removed.
    func endWork(on name: String) async throws {
        for job in await jobs.all() where job.kind == .machineStart && job.names == [name] && !job.state.isFinal {
            _ = try? await jobs.cancel(job.id)
        }
    }

    private func record(_ request: MachineCreation, for caller: Caller) throws -> VMRecord {
        try catalog.checkNew(request.name)
        guard let kind = HypervisorKind(rawValue: request.kind.rawValue) else {
            throw DustyError.unknown(request.kind.rawValue, among: HypervisorKind.allCases.map(\.rawValue))
        }
        for (what, path) in [("an image", request.image), ("a key", request.identity)] {
            if let path, !path.hasPrefix("/") {
                throw DustyError(.invalid, "the path of \(what) must be absolute, not \(path.debugDescription)")
            }
        }
        let vm = VMRecord(
            name: request.name,
            kind: kind,
            memory: request.memory ?? 2048,
            processors: request.processors ?? min(4, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
            disk: request.disk ?? 20,
            image: request.image,
            adopted: request.adopt,
            user: request.user,
            identity: request.identity,
            owner: caller.user.name,
            idleMinutes: request.idleMinutes == 0 ? nil : request.idleMinutes,
            createdAt: stack.observatory.now
        )
        try check(vm)
        return vm
    }

    /// The daemon may read everything; callers must not see more through it than they may themselves.
    private func check(image: String, isReadableBy user: User) async throws {
        try await UserThread.run(as: user) { try MachineImage.open(image).close() }
    }

    private func check(_ vm: VMRecord) throws {
        let limits = [
            ("memory", "MiB", vm.memory, 512...1_048_576), ("processors", "", vm.processors, 1...256),
            ("disk", "GiB", vm.disk, 2...16_384), ("idle time", "minutes", vm.idleMinutes ?? 1, 1...100_000),
        ]
        for (what, unit, value, range) in limits where !range.contains(value) {
            throw DustyError(
                .invalid,
                "\(what) of \(value) \(unit) is not possible",
                hint: "use a number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        for name in [vm.adopted, vm.user].compactMap(\.self)
        where name.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9_. -]{0,79}/) == nil {
            throw DustyError(.invalid, "\(String(name.prefix(80)).debugDescription) is not a valid name")
        }
        if vm.adopted != nil, vm.kind == .qemu {
            throw DustyError(.invalid, "Dusty creates machines of the kind qemu; there is nothing to adopt")
        }
    }
}

extension VMRecord {
    /// What clients see of it.
    var hardware: MachineHardware {
        MachineHardware(
            memory: memory,
            processors: processors,
            disk: disk,
            idleMinutes: idleMinutes,
            waitsForStart: started.map { $0 != VMSize(memory: memory, processors: processors) } ?? false,
            adopted: adopted
        )
    }
}

extension MachineStatus {
    /// Adds what the stack uses of it.
    mutating func addUse(by facts: StackFacts) {
        persistBytes = facts.persistBytes
        containerMemoryBytes = facts.stats.isEmpty ? nil : facts.stats.values.map(\.memoryBytes).reduce(0, +)
    }
}
