import DustyCore
import DustyTestSupport
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct VirtualMachineTests {
    /// A virtual machine whose hypervisor and ssh are stand-ins, and a job that tells of it.
    private struct Scene {
        let catalog: MachineCatalog
        let hypervisor: FakeHypervisor
        let machine: VirtualMachine
        let machines: VirtualMachines
        let jobs: Jobs
    }

    private static func ssh(_ command: Command) -> RecordingRunner.Answer? {
        switch command.program {
        case "ssh":
            let line = command.arguments.last ?? ""
            return line.contains("uid=$(id -u)")
                ? .output("uid 0", "engine /var/run/docker.sock", "rsync yes", "root /var/lib/dusty-machine") : .init()
        default: return nil
        }
    }

    private static func with(
        power: PowerState = .missing,
        runner: RecordingRunner = RecordingRunner(ssh),
        _ body: @Sendable (Scene) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let paths = Paths(environment: [
                "DUSTY_STATE_DIR": "\(directory)/s", "DUSTY_SOCKET_PATH": "\(directory)/d",
            ])
            let catalog = MachineCatalog(paths: paths, files: DiskFiles())
            try catalog.put(.sample())
            let hypervisor = FakeHypervisor(power: power, target: try SSHTarget("root@192.168.59.103"))
            let machines = VirtualMachines(
                catalog: catalog,
                hypervisors: [.qemu: hypervisor],
                runner: runner,
                clock: { Timestamp(milliseconds: 0) }
            )
            let observatory = Observatory.still()
            let jobs = Jobs(
                runner: StartingRunner(machine: try machines.machine("vm")),
                journal: JobJournal(path: "\(directory)/jobs.json", files: MemoryFiles()),
                observatory: observatory,
                logger: .silent
            )
            try await body(
                Scene(
                    catalog: catalog,
                    hypervisor: hypervisor,
                    machine: try machines.machine("vm"),
                    machines: machines,
                    jobs: jobs
                )
            )
        }
    }

    private static func start(_ scene: Scene) async throws -> Job {
        let caller = Caller(user: SubprocessRunner.currentUser, sshAuthSock: nil)
        let job = try await scene.jobs.start(JobRequest(.machineStart("vm")), for: caller)
        for await _ in try await scene.jobs.changes(of: job.id) {}
        return try await scene.jobs.job(job.id)
    }

    @Test func `a machine that is not there is made, started and becomes one that can be logged in to`() async throws {
        try await Self.with { scene in
            let job = try await Self.start(scene)
            #expect(job.state == .succeeded, "\(job)")
            #expect(job.steps.map(\.title) == ["disk", "boot", "log in"])
            #expect(scene.hypervisor.calls == ["create", "start 2048"])
            let record = try scene.catalog.find("vm")
            #expect(record.target.description == "root@192.168.59.103" && record.root == "/var/lib/dusty-machine")
            #expect(try scene.catalog.findVM("vm").started == VMSize(memory: 2048, processors: 2))
        }
    }

    @Test func `a machine that runs and is known costs no step`() async throws {
        try await Self.with { scene in
            _ = try await Self.start(scene)
            let again = try await Self.start(scene)
            #expect(again.state == .succeeded && again.steps.isEmpty)
            #expect(scene.hypervisor.calls == ["create", "start 2048"])
        }
    }

    @Test func `what was changed meanwhile is what it is started with`() async throws {
        try await Self.with { scene in
            _ = try await Self.start(scene)
            _ = try await scene.machine.stop()
            var vm = try scene.catalog.findVM("vm")
            vm.memory = 4096
            try scene.catalog.put(vm)
            #expect(vm.hardware.waitsForStart)
            _ = try await Self.start(scene)
            #expect(scene.hypervisor.calls.last == "start 4096")
            #expect(try !scene.catalog.findVM("vm").hardware.waitsForStart)
        }
    }

    @Test func `one that could not be made is forgotten, so that the same command can be given again`() async throws {
        try await Self.with { scene in
            scene.hypervisor.refuse(DustyError(.failed, "the program is not there"))
            let vm = try scene.catalog.findVM("vm")
            #expect(try await Self.start(scene).error?.message == "the program is not there")
            #expect(!scene.catalog.names().contains("vm"))
            try scene.catalog.checkNew("vm")
            scene.hypervisor.refuse(nil)
            try scene.catalog.put(vm)
            #expect(try await Self.start(scene).state == .succeeded)
        }
    }

    @Test func `a failed start is reported and can be tried again`() async throws {
        try await Self.with { scene in
            scene.hypervisor.fail(DustyError(.failed, "no memory"))
            let job = try await Self.start(scene)
            #expect(job.state == .failed && job.error?.message == "no memory")
            #expect(scene.machine.phase.work == .nothing)
            #expect(try scene.catalog.record("vm") == nil)
            scene.hypervisor.fail(nil)
            #expect(try await Self.start(scene).state == .succeeded)
        }
    }

    @Test func `a refused login ends the start at once`() async throws {
        let runner = RecordingRunner { command in
            command.program == "ssh" ? .failure(255, "root@192.168.59.103: Permission denied (publickey).") : nil
        }
        try await Self.with(runner: runner) { scene in
            let job = try await Self.start(scene)
            #expect(job.state == .failed && job.error?.message.contains("refuses the login") == true)
            #expect(runner.commands.count == 1)
        }
    }

    @Test func `its condition is said in words, whatever the connection does`() async throws {
        try await Self.with(power: .off) { scene in
            #expect(await scene.machine.condition(isConnected: false)?.word == .stopped)
            await scene.machine.phase.during(.starting("boot")) {
                let condition = await scene.machine.condition(isConnected: false)
                #expect(condition?.word == .starting && condition?.message == "boot")
            }
            await scene.machine.phase.during(.stopping) {
                #expect(await scene.machine.condition(isConnected: true)?.word == .stopping)
            }
        }
        try await Self.with(power: .on) { scene in
            #expect(await scene.machine.condition(isConnected: false) == nil)
        }
    }

    @Test func `removing stops it first and forgets it`() async throws {
        try await Self.with { scene in
            _ = try await Self.start(scene)
            let notes = try await scene.machines.remove("vm")
            #expect(scene.hypervisor.calls.suffix(2) == ["stop", "remove"])
            #expect(notes.last?.contains("disk") == true)
            #expect(try scene.catalog.all().isEmpty)
        }
    }

    @Test func `one that was taken over is left running`() async throws {
        try await Self.with(power: .on) { scene in
            var vm = try scene.catalog.findVM("vm")
            vm.adopted = "boot2docker-vm"
            try scene.catalog.put(vm)
            let notes = try await scene.machines.remove("vm")
            #expect(scene.hypervisor.calls == ["remove"])
            #expect(notes == ["the virtual machine boot2docker-vm stays as it is"])
        }
    }

    @Test func `a host of its own is no virtual machine`() async throws {
        try await Self.with { scene in
            #expect(throws: DustyError.self) { try scene.machines.machine("local") }
            #expect(throws: DustyError.self) { try scene.machines.machine("nobody") }
        }
    }
}

/// Starts a machine, whatever the job.
private struct StartingRunner: JobRunner {
    let machine: VirtualMachine

    func check(_ request: JobRequest) {}

    func run(_ request: JobRequest, for caller: Caller, _ reporter: JobReporter) async throws {
        try await machine.start(reporter)
    }
}
