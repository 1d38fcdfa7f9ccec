import DustyCore

/// One virtual machine, on any hypervisor. Operations on it run one at a time.
final class VirtualMachine: Sendable {
    /// How long a system may take from the expected start of its server until it lets us in, and until its engine is
    /// up.
    private static let loginPatience = Duration.seconds(180)
    private static let enginePatience = Duration.seconds(180)

    /// Its name.
    let name: String
    /// Its hypervisor, as clients see it.
    let kind: MachineKind
    let phase = VMPhase()
    private let catalog: MachineCatalog
    private let hypervisor: any Hypervisor
    private let runner: any CommandRunner
    private let clock: @Sendable () -> Timestamp
    private let lock = NameLocks()

    init(
        name: String,
        kind: HypervisorKind,
        catalog: MachineCatalog,
        hypervisor: any Hypervisor,
        runner: any CommandRunner,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.name = name
        self.kind = kind.machine
        self.catalog = catalog
        self.hypervisor = hypervisor
        self.runner = runner
        self.clock = clock
    }

    /// Whether it exists, and whether it runs. If its hypervisor does not say so within a moment it counts as running:
    /// the connection knows.
    func power() async -> PowerState {
        let power = try? await withDeadline(.seconds(10)) {
            try await self.hypervisor.power(try self.catalog.findVM(self.name))
        }
        return (power ?? nil) ?? .on
    }

    /// Whether it surely does not run.
    func isOff() async -> Bool { await power() != .on }

    /// Starts it unless it runs, and creates it if it does not exist; its steps are those of a job. Once it returns you
    /// can log in to the machine. False when there was nothing to do.
    @discardableResult
    func start(_ reporter: JobReporter) async throws -> Bool {
        try await lock.holding(name) {
            do { return try await bringUp(reporter) } catch {
                await forgetUnmade(after: error)
                throw error
            }
        }
    }

    private func bringUp(_ reporter: JobReporter) async throws -> Bool {
        var vm = try catalog.findVM(name)
        let power = try await hypervisor.power(vm)
        if power == .on, try catalog.record(name) != nil { return false }
        return try await phase.during(.starting("begins")) {
            let boot = BootReporter(job: reporter, phase: phase)
            if power == .missing {
                try await hypervisor.create(vm, boot)
                vm = try catalog.findVM(name)
            }
            let login = try await hypervisor.start(vm, boot)
            try noteSize(of: vm)
            try await boot.step("log in") { _ in try await admit(login) }
            return true
        }
    }

    /// Nothing stays of a machine that could not be created, not even its name: you can give the same command again
    /// once the cause is fixed.
    private func forgetUnmade(after error: any Error) async {
        guard !Task.isCancelled, !(error is CancellationError), let vm = try? catalog.findVM(name), vm.started == nil
        else { return }
        do { guard try catalog.record(name) == nil else { return } } catch { return }
        do {
            let power = try await withDeadline(.seconds(10)) { try await self.hypervisor.power(vm) }
            guard power == .missing else { return }
        } catch {
            // A missing hypervisor has created nothing.
        }
        try? catalog.remove(name)
    }

    /// Shuts it down; returns the outcome in words.
    func stop() async throws -> String {
        try await lock.holding(name) {
            let vm = try catalog.findVM(name)
            guard try await hypervisor.power(vm) == .on else { return "\(name) does not run" }
            return try await phase.during(.stopping) { try await hypervisor.stop(vm) }
        }
    }

    /// Removes it with its disk; returns what the user should know.
    func remove() async throws -> [String] {
        try await lock.holding(name) {
            let vm = try catalog.findVM(name)
            var notes: [String] = []
            if vm.adopted == nil, try await hypervisor.power(vm) == .on { notes.append(try await hypervisor.stop(vm)) }
            try await hypervisor.remove(vm)
            try catalog.remove(name)
            let word = vm.adopted.map { "the virtual machine \($0) stays as it is" }
            return notes + [word ?? "its disk is removed, with everything that was on it"]
        }
    }

    /// The size it was started with, so that a later change can be reported as pending.
    private func noteSize(of vm: VMRecord) throws {
        var vm = try catalog.findVM(name)
        vm.started = VMSize(memory: vm.memory, processors: vm.processors)
        try catalog.put(vm)
    }

    /// Makes it a machine at its first start, else waits until it lets us in.
    private func admit(_ login: VMLogin) async throws -> String {
        let enrollment = MachineEnrollment(catalog: catalog, runner: runner, now: clock())
        if let record = try catalog.record(name) {
            try await awaitLogin(enrollment.ownLogin(to: record), record.target)
            return "\(record.target)"
        }
        var candidate = MachineCandidate(
            name: name,
            target: login.target,
            hostKeys: login.hostKeys,
            first: login.first,
            forwardOnly: login.forwardOnly
        )
        if candidate.hostKeys == nil { candidate.hostKeys = try await learn(login.target, enrollment) }
        try await awaitLogin(try enrollment.trial(of: candidate), login.target)
        try await enrollment.awaitEngine(of: candidate, within: Self.enginePatience)
        _ = try await enrollment.enroll(candidate)
        return "\(login.target)"
    }

    private func learn(_ target: SSHTarget, _ enrollment: MachineEnrollment) async throws -> HostKeys {
        let deadline = ContinuousClock.now + Self.loginPatience
        while true {
            do {
                return try await enrollment.learn(target, expecting: nil)
            } catch let error as DustyError where error.code == .unavailable && ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    /// Tries a login again and again; a failure that retrying cannot fix ends it at once.
    private func awaitLogin(_ command: Command, _ target: SSHTarget) async throws {
        let deadline = ContinuousClock.now + Self.loginPatience
        while true {
            let result = try await runner.run(command) { _ in }
            guard result.status != 0 else { return }
            let failure = SSHFailure(result, target: target, machine: name)
            guard result.status == 255, !failure.isLasting, ContinuousClock.now < deadline else { throw failure.error }
            try await Task.sleep(for: .milliseconds(300))
        }
    }
}
