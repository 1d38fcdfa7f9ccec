import DustyCore

extension VirtualMachines {
    /// With the hypervisors that are programs of this host.
    static func live(
        paths: Paths,
        files: any FileStore,
        clock: @escaping @Sendable () -> Timestamp
    ) -> VirtualMachines {
        // Virtual machines, and what their hypervisors start for themselves, run on when the daemon ends.
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
