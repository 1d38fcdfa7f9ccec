import DustyCore

/// Starts a virtual machine, the stack's or another; creates it if it does not exist.
struct MachineStartJob: StackJob {
    static let needs: JobNeeds = []

    let stack: Stack
    let machines: VirtualMachines
    let name: String

    func check() throws {
        _ = try machines.machine(name)
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        guard name == stack.paths.machineName else {
            try await machines.machine(name).start(reporter)
            return
        }
        try await stack.systems.machine.wake(reporter)
        try await stack.systems.machine.ready()
    }
}

/// Stops a virtual machine that the stack does not live on.
struct MachineStopJob: StackJob {
    static let needs: JobNeeds = []

    let machines: VirtualMachines
    /// The machine that the stack lives on.
    let current: String?
    let name: String

    func check() throws {
        _ = try machines.machine(name)
        guard name != current else {
            throw DustyError(
                .conflict,
                "the stack lives on `\(name)`",
                hint: "`dusty shutdown` stops the stack and then the machine"
            )
        }
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        try await reporter.step("stop") { _ in try await machines.machine(name).stop() }
    }
}
