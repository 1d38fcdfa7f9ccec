import ArgumentParser
import DustyCore
import Testing

@testable import DustyTUI

struct OwnProcessTests {
    private let captured = CapturedConsole()

    private func program(
        _ script: ExecScript,
        isTerminal: Bool = false,
        terminal: Bool? = nil,
        input: [String] = [],
        features: [String] = [VersionInfo.attach]
    ) -> (ContainerProgram, ScriptedDaemon) {
        var answers = ScriptedDaemon.Answers()
        answers.exec = script
        answers[ExecSession.self] = ExecSession(id: "1", terminal: terminal)
        answers[VersionInfo.self] = VersionInfo(
            version: "1.0.0",
            api: "1.0",
            stack: "default",
            pid: 1,
            features: features
        )
        let daemon = ScriptedDaemon(answers)
        return (
            ContainerProgram(
                daemon: daemon,
                console: captured.console(isTerminal: isTerminal),
                keyboard: ScriptedKeyboard(isTerminal: isTerminal, pieces: input)
            ),
            daemon
        )
    }

    @Test func `input and output are the process's, and so is the exit code`() async throws {
        let (program, daemon) = program(ExecScript(code: 4, echoes: true), input: ["one\n", "\u{10}\u{11}two"])
        await #expect(throws: ExitCode(4)) { try await program.attachToOwnProcess(of: "api") }
        #expect(captured.out == "one\n\u{10}\u{11}two" && captured.error.isEmpty)
        #expect(daemon.calls.contains { $0.hasPrefix("createExec attach name=api") })
    }

    @Test func `on a terminal its keys leave it, and both that and how to do it are said`() async throws {
        let (program, _) = program(
            ExecScript(echoes: true),
            isTerminal: true,
            terminal: true,
            input: ["ab\u{10}", "\u{11}c"]
        )
        try await program.attachToOwnProcess(of: "api")
        #expect(captured.error.contains("Ctrl-p Ctrl-q") && captured.error.contains("left api, which goes on"))
    }

    @Test func `a process without a terminal is left with Ctrl-c, and takes every byte`() async throws {
        let (program, _) = program(
            ExecScript(echoes: true),
            isTerminal: true,
            terminal: false,
            input: ["a\u{10}\u{11}b"]
        )
        try await program.attachToOwnProcess(of: "api")
        #expect(captured.out == "a\u{10}\u{11}b")
        #expect(captured.error.contains("Ctrl-c leaves") && captured.error.contains("has ended"))
    }

    @Test func `a daemon that would open a shell in its place is not asked`() async throws {
        let (program, daemon) = program(ExecScript(), features: [])
        let error = await #expect(throws: DustyError.self) { try await program.attachToOwnProcess(of: "api") }
        #expect(error?.code == .conflict && !daemon.calls.contains { $0.hasPrefix("createExec") })
    }

    @Test(
        arguments: [
            (["abc"], "abc", false), (["a\u{10}b"], "a\u{10}b", false), (["\u{10}", "\u{11}"], "", true),
            (["\u{10}\u{10}\u{11}"], "\u{10}", true), (["x\u{10}\u{11}y"], "x", true), (["\u{11}"], "\u{11}", false),
            (["\u{10}", "\u{10}", "a"], "\u{10}\u{10}a", false),
        ] as [([String], String, Bool)]
    )
    func `the keys that leave are kept from the process, and only they`(typed: [String], passed: String, left: Bool) {
        var keys = LeaveKeys()
        let bytes = typed.flatMap { keys.take(Array($0.utf8)) }
        #expect(String(decoding: bytes, as: UTF8.self) == passed)
        #expect(keys.isPressed == left)
    }

    @Test(
        arguments: [
            ("ctrl-x,x", "a\u{18}b", "a\u{18}b", false), ("ctrl-x,x", "a\u{18}xb", "a", true), ("q", "xq", "x", true),
            ("a,a,b", "aaab", "a", true), ("a,b,a,c", "ababac", "ab", true), ("ctrl-@", "\u{0}", "", true),
            ("Ctrl-[", "x\u{1B}", "x", true),
        ] as [(String, String, String, Bool)]
    )
    func `other keys can be chosen, as in Docker`(_ chosen: String, typed: String, passed: String, left: Bool) throws {
        for piece in [1, 100] {
            var keys = try #require(LeaveKeys(written: chosen))
            let bytes = Array(typed.utf8)
            let got = stride(from: 0, to: bytes.count, by: piece).flatMap {
                keys.isPressed ? [] : keys.take(Array(bytes[$0..<min($0 + piece, bytes.count)]))
            }
            #expect(String(decoding: got, as: UTF8.self) == passed)
            #expect(keys.isPressed == left)
        }
    }

    @Test(arguments: ["", "ctrl-", "ctrl-1", "ctrl-xx", "xy", "a,,b", "ä", "a,"])
    func `keys that cannot be are refused`(_ chosen: String) { #expect(LeaveKeys(written: chosen) == nil) }

    @Test func `the keys that were chosen are said`() async throws {
        let (program, _) = program(
            ExecScript(echoes: true),
            isTerminal: true,
            terminal: true,
            input: ["ab\u{10}\u{11}", "\u{18}x"]
        )
        try await program.attachToOwnProcess(of: "api", leave: try #require(LeaveKeys(written: "ctrl-x,x")))
        #expect(captured.error.contains("Ctrl-x x leaves it") && captured.error.contains("left api, which goes on"))
    }
}
