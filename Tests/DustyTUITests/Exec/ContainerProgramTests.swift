import ArgumentParser
import DustyCore
import Testing

@testable import DustyTUI

struct ContainerProgramTests {
    private let captured = CapturedConsole()

    @Test(
        arguments: [
            (["scripts"], "scripts"), (["scripts", "api"], "scripts app=api"),
            (["scripts", "--json", "api"], "scripts app=api"),
            (["scripts", "api", "--json"], "scripts app=api"),
        ] as [([String], String)]
    )
    func `A116 scripts are listed by name with their description`(arguments: [String], call: String) async throws {
        let daemon = daemon()
        try await run(arguments, daemon)
        #expect(daemon.calls == [call])
        #expect(captured.out.contains("migrate"))
        #expect(captured.out.contains("Brings the tables up to date"))
    }

    @Test func `A116 an app without scripts says so`() async throws {
        var answers = ScriptedDaemon.Answers()
        answers[[ScriptInfo].self] = []
        try await run(["scripts", "web"], ScriptedDaemon(answers))
        #expect(captured.out == "web has no scripts\n")
    }

    @Test(
        arguments: [
            [], ["one"], ["a b", "it's", "\"q\""], ["--help"], ["-h"], ["-d"], ["--json"], ["--version"], ["-abc=1"],
            ["", "x", ""], ["two\nlines"], ["-", "a", "--", "b"], ["$(id)", ";", "&&", "*"], ["--", "--"],
            ["ünï", "🦆"],
        ] as [[String]]
    )
    func `A117 A119 a script gets its arguments exactly, with and without --`(arguments: [String]) async throws {
        for separator in [["--"], []] where separator != [] || arguments.first != "--" {
            let daemon = daemon()
            try await run(["scripts", "api", "migrate"] + separator + arguments, daemon)
            #expect(
                daemon.inputs(of: .createExec) == [ExecRequest(name: "api", script: "migrate", arguments: arguments)]
            )
        }
    }

    @Test(
        arguments: [
            (["shell", "api"], "createExec name=api"),
            (["shell", "api", "--", "ls", "-l", "--help"], "arguments=ls,-l,--help"),
            (["shell", "-u", "daemon", "db"], "createExec name=db user=daemon"),
            (["shell", "db", "--user", "1:1", "--", "id"], "createExec arguments=id name=db user=1:1"),
        ] as [([String], String)]
    )
    func `A118 a shell is asked for by the name of an app or a service`(arguments: [String], call: String) async throws
    {
        let daemon = daemon()
        try await run(arguments, daemon)
        #expect(daemon.calls.first?.contains(call) == true)
    }

    @Test(arguments: [["shell"], ["shell", "a", "b"], ["scripts", "api", "--nope"], ["cp", "a"], ["cp"]])
    func `a wrong usage exits with 64`(arguments: [String]) async {
        let code = await Execution.run(arguments, console: captured.console())
        #expect(code == ExitCode(64))
        #expect(captured.error.hasPrefix("error: ") && captured.error.contains("\nhint: "))
    }

    @Test(arguments: [["scripts", "--help"], ["scripts", "api", "--help"], ["shell", "--help"], ["cp", "-h"]])
    func `help is asked for before the script's name`(arguments: [String]) async {
        let code = await Execution.run(arguments, console: captured.console())
        #expect(code == .success)
        #expect(captured.out.contains("Example:"))
    }

    @Test func `both outputs and the exit code are the program's`() async throws {
        var answers = ScriptedDaemon.Answers()
        answers.exec = ExecScript(output: [.out([0, 255]), .error(Array("no\n".utf8)), .out([10])], code: 3)
        let program = program(ScriptedDaemon(answers), input: [])
        await #expect(throws: ExitCode(3)) { try await program.run(ExecRequest(name: "api")) }
        #expect(captured.error == "no\n")
        #expect(captured.out.hasSuffix("\n"))
    }

    @Test func `standard input reaches the program whole, and so does its end`() async throws {
        var answers = ScriptedDaemon.Answers()
        answers.exec = ExecScript(echoes: true)
        let daemon = ScriptedDaemon(answers)
        try await program(daemon, input: ["one\n", "two"]).run(ExecRequest(name: "api", arguments: ["cat"]))
        #expect(captured.out == "one\ntwo")
        #expect(daemon.calls == ["createExec arguments=cat name=api", "attachExec id=1"])
    }

    @Test func `a terminal at both ends becomes one in the container`() async throws {
        let daemon = daemon()
        let keyboard = ScriptedKeyboard(isTerminal: true, pieces: [])
        let program = ContainerProgram(
            daemon: daemon,
            console: captured.console(isTerminal: true),
            keyboard: keyboard,
            terminalType: "xterm"
        )
        try await program.run(ExecRequest(name: "api"))
        #expect(daemon.calls.first == "createExec name=api size=(columns=80 rows=24) terminal terminal_type=xterm")
    }

    @Test(
        arguments: [
            (["-n", "5", "api"], "logs name=api tail=5"),
            (["--tail=5", "api"], "logs name=api tail=5"),
            (["-f", "api", "web"], "logs name=api name=web follow=true"),
            (["-f", "-t", "-n", "1", "api"], "logs name=api follow=true tail=1"),
            (["--since", "1h30m", "api"], "logs name=api since="),
            (["--since", "2026-01-31T14:02:11Z", "api"], "logs name=api since=2026-01-31T14:02:11.000Z"),
        ] as [([String], String)]
    )
    func `A100 logs are asked for as the options say`(arguments: [String], call: String) async throws {
        var answers = ScriptedDaemon.Answers()
        answers[[LogBatch].self] = [WireExamples.batch]
        let daemon = ScriptedDaemon(answers)
        try await run(["logs"] + arguments, daemon)
        #expect(daemon.calls.count == 1 && daemon.calls[0].hasPrefix(call))
    }

    @Test func `run is refused where the daemon would run it in the container that is there`() async throws {
        var answers = ScriptedDaemon.Answers()
        answers[VersionInfo.self] = VersionInfo(version: "0.9.0", api: "1.0", stack: "default", pid: 1)
        let daemon = ScriptedDaemon(answers)
        let error = await #expect(throws: DustyError.self) { try await run(["run", "api", "rm", "-r", "/x"], daemon) }
        #expect(error?.code == .conflict && error?.hint?.contains("`dusty exec api") == true)
        #expect(daemon.calls.count == 1 && daemon.calls[0].hasPrefix("version"))
    }

    private func daemon() -> ScriptedDaemon {
        var answers = ScriptedDaemon.Answers()
        answers[[ScriptInfo].self] = [WireExamples.script]
        return ScriptedDaemon(answers)
    }

    private func program(_ daemon: ScriptedDaemon, input: [String]) -> ContainerProgram {
        ContainerProgram(
            daemon: daemon,
            console: captured.console(),
            keyboard: ScriptedKeyboard(isTerminal: false, pieces: input)
        )
    }

    private func run(_ arguments: [String], _ daemon: ScriptedDaemon) async throws {
        let command = try #require(try Dusty.parseAsRoot(arguments) as? any DaemonCommand)
        try await command.run(daemon, captured.console())
    }
}
