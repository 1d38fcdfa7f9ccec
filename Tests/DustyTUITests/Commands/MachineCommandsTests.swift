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
        (vm.name, vm.kind, vm.inUse) = ("vm", .qemu, false)
        var big = WireExamples.machineInfo
        (big.hardware, big.inUse) = (nil, false)
        answers[[MachineInfo].self] = [local, big, vm]
        answers[MachineReport.self] = MachineReport(machine: vm, notes: ["memory changes when it is started next"])
        answers[Job.self] = Job(id: 7, kind: .machineStart, names: ["vm"], user: "ann", createdAt: .now)
        answers[[JobEvent].self] = [
            JobEvent(job: 7, sequence: 0, time: WireExamples.time, kind: .finished(state: .succeeded, error: nil))
        ]
        return answers
    }

    @Test(
        arguments: [
            (["create", "vm", "--kind", "qemu"], "createMachine kind=qemu name=vm"),
            (
                [
                    "create", "vm", "--kind", "qemu", "--memory", "4G", "--cpus", "2", "--disk", "40G", "--idle-stop",
                    "30",
                ],
                "createMachine disk=40 idle_minutes=30 kind=qemu memory=4096 name=vm processors=2"
            ),
            (["create", "vm", "--kind", "lima", "--image", "/i.iso"], "createMachine image=/i.iso kind=lima name=vm"),
            (
                ["create", "vm", "--kind", "virtualbox", "--adopt", "old"],
                "createMachine adopt=old kind=virtualbox name=vm"
            ),
            (
                ["set", "vm", "--memory", "1536M", "--idle-stop", "0"],
                "changeMachine idle_minutes=0 memory=1536 name=vm"
            ),
            (["start", "vm"], "startJob machine_start vm"), (["remove", "vm"], "removeMachine name=vm"),
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
    func `a wrong usage exits with 64`(arguments: [String]) async {
        #expect(await Execution.run(["machine"] + arguments, console: captured.console()) == ExitCode(64))
        #expect(captured.error.hasPrefix("error: ") && captured.error.contains("\nhint: "))
    }

    @Test func `stopping the machine that the stack lives on stops the stack first`() async throws {
        let elsewhere = ScriptedDaemon(Self.answers)
        try await run(["stop", "vm"], elsewhere)
        #expect(elsewhere.calls.contains("startJob machine_stop vm"))
        var answers = Self.answers
        answers[[MachineInfo].self]?[2].inUse = true
        let inUse = ScriptedDaemon(answers)
        try await run(["stop", "vm"], inUse)
        #expect(inUse.calls.contains("startJob shutdown"))
    }

    @Test(arguments: [["env", "vm"], ["ssh", "vm"]])
    func `a machine that has never run is not taken for this host`(arguments: [String]) async throws {
        var answers = Self.answers
        answers[[MachineInfo].self]?[2].login = nil
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
