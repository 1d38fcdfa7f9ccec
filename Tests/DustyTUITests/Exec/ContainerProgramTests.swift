import ArgumentParser
import DustyCore
import Testing

@testable import DustyTUI

struct ContainerProgramTests {
    private let captured = CapturedConsole()

    @Test(
        arguments: [
            (["scripts"], "scripts *"), (["scripts", "api"], "scripts api"),
            (["scripts", "--json", "api"], "scripts api"),
            (["scripts", "api", "--json"], "scripts api"),
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
        answers.scripts = []
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
            #expect(daemon.calls.first == "exec api script migrate \(arguments)")
        }
    }

    @Test(
        arguments: [
            (["shell", "api"], "exec api command []"),
            (["shell", "api", "--", "ls", "-l", "--help"], #"ls", "-l", "--help"#),
            (["shell", "-u", "daemon", "db"], "exec db command [] as daemon"),
            (["shell", "db", "--user", "1:1", "--", "id"], #"exec db command ["id"] as 1:1"#),
        ] as [([String], String)]
    )
    func `A118 a shell is asked for by the name of an app or a service`(arguments: [String], call: String) async throws
    {
        let daemon = daemon()
        try await run(arguments, daemon)
        #expect(daemon.calls.first?.contains(call) == true)
    }

    @Test(arguments: [["shell"], ["shell", "a", "b"], ["scripts", "api", "--nope"], ["cp", "a"], ["cp"]])
    func `a wrong usage is told apart`(arguments: [String]) async {
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
        #expect(daemon.calls == [#"exec api command ["cat"]"#, "attach"])
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
        #expect(daemon.calls.first == "exec api command [] terminal")
    }

    @Test(
        arguments: [
            (["-n", "5", "api"], "logs api follow=false tail=5"),
            (["--tail=5", "api"], "logs api follow=false tail=5"),
            (["-f", "api", "web"], "logs api web follow=true tail=-1"),
            (["-f", "-t", "-n", "1", "api"], "logs api follow=true tail=1"),
            (["--since", "1h30m", "api"], "logs api follow=false tail=-1 since"),
            (["--since", "2026-01-31T14:02:11Z", "api"], "logs api follow=false tail=-1 since"),
        ] as [([String], String)]
    )
    func `A100 logs are asked for as the options say`(arguments: [String], call: String) async throws {
        var answers = ScriptedDaemon.Answers()
        answers.batches = [WireExamples.batch]
        let daemon = ScriptedDaemon(answers)
        try await run(["logs"] + arguments, daemon)
        #expect(daemon.calls == [call])
    }

    private func daemon() -> ScriptedDaemon {
        var answers = ScriptedDaemon.Answers()
        answers.scripts = [WireExamples.script]
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
