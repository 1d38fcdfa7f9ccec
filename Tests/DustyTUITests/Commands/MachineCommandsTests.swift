import ArgumentParser
import DustyCore
import DustyTestSupport
import Testing

@testable import DustyTUI

/// Commands on machines.
struct MachineCommandsTests {
    private let captured = CapturedConsole()

    private static var answers: ScriptedDaemon.Answers {
        var answers = ScriptedDaemon.Answers()
        var local = WireExamples.leastMachineInfo
        local.inUse = true
        var vm = WireExamples.machineInfo
        (vm.name, vm.kind, vm.inUse) = ("vm", "qemu", false)
        var big = WireExamples.machineInfo
        (big.hardware, big.inUse) = (nil, false)
        answers.config.machines = [local, big, vm]
        answers.config.machine = MachineReport(machine: vm, notes: ["memory changes when it is started next"])
        answers.job = Job(id: 7, kind: .machineStart, names: ["vm"], user: "ann", createdAt: .now)
        answers.events = [
            JobEvent(job: 7, sequence: 0, time: WireExamples.time, kind: .finished(state: .succeeded, error: nil))
        ]
        return answers
    }

    @Test(
        arguments: [
            (["create", "vm", "--kind", "qemu"], "machine create vm qemu"),
            (
                [
                    "create", "vm", "--kind", "qemu", "--memory", "4G", "--cpus", "2", "--disk", "40G", "--idle-stop",
                    "30",
                ],
                "machine create vm qemu memory 4096 cpus 2 disk 40 idle 30"
            ),
            (["create", "vm", "--kind", "lima", "--image", "/i.iso"], "machine create vm lima /i.iso"),
            (["create", "vm", "--kind", "virtualbox", "--adopt", "old"], "machine create vm virtualbox old"),
            (["set", "vm", "--memory", "1536M", "--idle-stop", "0"], "machine set vm memory 1536 idle 0"),
            (["start", "vm"], "start machine_start vm"), (["remove", "vm"], "machine remove vm"),
        ] as [([String], String)]
    )
    func `a command asks the daemon once`(arguments: [String], call: String) async throws {
        for extra in [[], ["--json"]] {
            let daemon = ScriptedDaemon(Self.answers)
            try await run(arguments + extra, daemon)
            #expect(daemon.calls.first == call)
        }
    }

    @Test(arguments: [
        ["create", "vm"], ["create", "vm", "--kind", "qemu", "--memory", "much"], ["set", "vm"],
        ["create", "vm", "--kind", "qemu", "--disk", "100M"], ["start"], ["stop"],
    ])
    func `a wrong usage is told apart`(arguments: [String]) async {
        #expect(await Execution.run(["machine"] + arguments, console: captured.console()) == ExitCode(64))
        #expect(captured.error.hasPrefix("error: ") && captured.error.contains("\nhint: "))
    }

    @Test func `stopping the machine that the stack lives on stops the stack first`() async throws {
        let elsewhere = ScriptedDaemon(Self.answers)
        try await run(["stop", "vm"], elsewhere)
        #expect(elsewhere.calls.contains("start machine_stop vm"))
        var answers = Self.answers
        answers.config.machines?[2].inUse = true
        let inUse = ScriptedDaemon(answers)
        try await run(["stop", "vm"], inUse)
        #expect(inUse.calls.contains("start shutdown"))
    }

    @Test(arguments: [["env", "vm"], ["ssh", "vm"]])
    func `a machine that has never run is not taken for this host`(arguments: [String]) async throws {
        var answers = Self.answers
        answers.config.machines?[2].login = nil
        let daemon = ScriptedDaemon(answers)
        let error = await #expect(throws: DustyError.self) { try await run(arguments, daemon) }
        #expect(error?.message == "the machine `vm` has never run")
    }

    @Test func `what a change waits for is said`() async throws {
        try await run(["set", "vm", "--memory", "8G"], ScriptedDaemon(Self.answers))
        #expect(captured.out.contains("4096 MiB, 4 processors, 40 GiB, stops after 30 idle minutes"))
        #expect(captured.out.contains("when it is started next"))
    }

    @Test func `sizes are in binary units`() {
        #expect(
            ["512M", "4g", "2GiB", "1T"].map { HardwareSize(argument: $0)?.mebibytes } == [512, 4096, 2048, 1_048_576]
        )
        #expect(["4", "G", "-1G", "4.5G", "4K"].allSatisfy { HardwareSize(argument: $0) == nil })
    }

    private func run(_ arguments: [String], _ daemon: ScriptedDaemon) async throws {
        let command = try Dusty.parseAsRoot(["machine"] + arguments)
        let asking = try #require(command as? any DaemonCommand)
        try await asking.run(daemon, captured.console())
    }
}
