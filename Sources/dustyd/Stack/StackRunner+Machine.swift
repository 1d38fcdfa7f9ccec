import DustyCore

extension StackRunner {
    /// The machines that there are.
    var catalog: MachineCatalog { MachineCatalog(paths: paths, files: systems.files) }

    /// Throws when the stack lives on the machine that is to be stopped.
    func checkStop(of name: String) throws {
        _ = try systems.virtualMachines.machine(name)
        guard name != paths.machineName else {
            throw DustyError(
                .conflict,
                "the stack lives on `\(name)`",
                hint: "`dusty shutdown` stops the stack and then the machine"
            )
        }
    }

    /// Starts a virtual machine, be it the one that the stack lives on or another.
    func startMachine(_ name: String, _ reporter: JobReporter) async throws {
        guard name == paths.machineName else {
            try await systems.virtualMachines.machine(name).start(reporter)
            return
        }
        try await systems.machine.wake(reporter)
        try await systems.machine.ready()
    }

    /// Stops a virtual machine that the stack does not live on.
    func stopMachine(_ name: String, _ reporter: JobReporter) async throws {
        try await reporter.step("stop") { _ in try await systems.virtualMachines.machine(name).stop() }
    }
}
