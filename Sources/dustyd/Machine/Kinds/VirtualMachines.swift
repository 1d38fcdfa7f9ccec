import DustyCore
import Synchronization

/// The virtual machines, one object each, so that every caller sees what is being done to it.
final class VirtualMachines: Sendable {
    private let catalog: MachineCatalog
    private let hypervisors: [HypervisorKind: any Hypervisor]
    private let runner: any CommandRunner
    private let clock: @Sendable () -> Timestamp
    private let known = Mutex<[String: VirtualMachine]>([:])

    init(
        catalog: MachineCatalog,
        hypervisors: [HypervisorKind: any Hypervisor],
        runner: any CommandRunner,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.catalog = catalog
        self.hypervisors = hypervisors
        self.runner = runner
        self.clock = clock
    }

    /// Removes a machine with its disk; returns what the user should know.
    func remove(_ name: String) async throws -> [String] {
        let notes = try await machine(name).remove()
        known.withLock { $0[name] = nil }
        return notes
    }

    /// The machine of a name. Throws `DustyError` when there is none, or when it is not a virtual machine.
    func machine(_ name: String) throws -> VirtualMachine {
        let vm = try catalog.findVM(name)
        guard let hypervisor = hypervisors[vm.kind] else {
            throw DustyError(.invalid, "machines of the kind \(vm.kind.rawValue) cannot run on this host")
        }
        return known.withLock { known in
            // The name may be that of another one by now.
            if let machine = known[name], machine.kind == vm.kind.machine { return machine }
            let machine = VirtualMachine(
                name: name,
                kind: vm.kind,
                catalog: catalog,
                hypervisor: hypervisor,
                runner: runner,
                clock: clock
            )
            known[name] = machine
            return machine
        }
    }
}

extension VirtualMachines {
    /// With the hypervisors that are programs of this host.
    static func live(
        paths: Paths,
        files: any FileStore,
        clock: @escaping @Sendable () -> Timestamp
    ) -> VirtualMachines {
        // Virtual machines, and what their hypervisors start for themselves, keep running when the daemon ends.
        let runner = SubprocessRunner(orphans: nil)
        let catalog = MachineCatalog(paths: paths, files: files)
        return VirtualMachines(
            catalog: catalog,
            hypervisors: [
                .qemu: QEMU(catalog: catalog, runner: runner),
                .virtualbox: VirtualBox(catalog: catalog, runner: runner),
                .lima: Lima(catalog: catalog, runner: runner),
            ],
            runner: runner,
            clock: clock
        )
    }
}
