import ArgumentParser
import DustyCore
import DustyTestSupport
import Essentials
import Testing

@testable import DustyTUI

/// Whatever names say, what leaves a command moves no cursor and hides nothing, on a terminal, in a pipe or as JSON.
@Suite struct PipedOutputTests {
    private static let hostile = [
        "\u{1B}[31mred", "\u{1B}]0;title\u{7}", "\u{9B}2J", "\u{85}next", "a\u{202E}b", "a\u{2066}b", "\u{7F}", "a\rb",
        "a\u{8}b",
        "\u{200B}", "\u{FEFF}x", "a\u{2028}b", "\u{1B}Pq\u{1B}\\", "\u{1B}", "x\u{E0041}", "\u{0}",
    ]

    private func check(_ captured: CapturedConsole, styled: Bool, _ comment: String) {
        for text in [captured.out, captured.error] {
            let plain = styled ? text.replacing(/\u{1B}\[[0-9;]*m/, with: "") : text
            let bad = plain.unicodeScalars.filter { CleanText.isHidden($0) && $0 != "\n" && $0 != "\t" }
            #expect(bad.isEmpty, "\(comment): \(bad.map { String($0.value, radix: 16) })")
        }
    }

    private func run(
        _ arguments: [String],
        _ comment: String,
        _ daemon: ScriptedDaemon = ScriptedDaemon(ScriptedDaemon.Answers())
    ) async throws {
        for isTerminal in [false, true] {
            let captured = CapturedConsole()
            let command = try Dusty.parseAsRoot(arguments)
            let asking = try #require(command as? any DaemonCommand)
            let console = captured.console(isTerminal: isTerminal, isStyled: isTerminal)
            do {
                try await asking.run(daemon, console)
            } catch let error as DustyError {
                try console.report(error)
            } catch is ExitCode {}
            #expect(!(captured.out + captured.error).isEmpty, "\(comment)")
            check(captured, styled: isTerminal, "\(comment), terminal: \(isTerminal)")
        }
    }

    private static let spec = """
        NAME: 1
        repo: NAME
        mount: NAME
        image: NAME
        branch: NAME
        commands: {once: [NAME], always: [NAME]}
        depends: {apps: [NAME], services: [NAME], libs: [NAME]}
        conditional_links: {apps: [NAME]}
        host_forwarding: [{host_name: NAME, host_port: 80, container_port: 80, type: NAME}]
        scripts: [{name: NAME, command: [NAME]}, {name: NAME, command: [NAME]}]
        assets: [{name: NAME, path: NAME}]
        test: {suites: [{name: NAME, command: [NAME], services: [NAME]}]}
        compose: {environment: [NAME], restart: NAME, networks: [NAME], ports: [NAME], links: [NAME], NAME: 2, volumes_from: [NAME]}
        """

    @Test(arguments: hostile) func `validate prints names of specs in any place without control characters`(
        _ name: String
    ) async throws {
        let lines = Self.spec.split(separator: "\n").map(String.init)
        for line in lines {
            try await TemporaryDirectory.with { directory in
                let quoted = "\"" + name.unicodeScalars.map { "\\U" + hex($0) }.joined() + "\""
                let raw = name.filter { $0 != "\0" && $0 != "\n" }
                try directory.write("apps/a.yml", line.replacing("NAME", with: quoted) + "\n")
                try directory.write("apps/b.yml", line.replacing("NAME", with: raw) + "\n")
                try directory.write("bundles/x.yml", "apps: [\(quoted), a]\nservices: [\(quoted)]\n\(quoted): 1\n")
                try directory.write("services/\(raw).yml", "image: \(quoted)\n\(quoted): 1\n")
                try directory.write("bundles/\(raw).yml", "apps: [a]\n")
                try await run(["validate", directory.path], "validate \(line)")
                try await run(["validate", directory.path, "--json"], "validate --json \(line)")
            }
        }
    }

    @Test(arguments: hostile)
    func `plan, status, bundles and repos print names without control characters`(_ name: String) async throws {
        var answers = ScriptedDaemon.Answers()
        var snapshot = WireExamples.snapshot
        snapshot.stack = name
        snapshot.warnings = [Warning(subject: .init(rawValue: name), message: name, hint: name)]
        snapshot.bundles = [BundleStatus(name: name, description: name, active: true)]
        for index in snapshot.apps.indices {
            snapshot.apps[index].name = name
            snapshot.apps[index].message = name
            snapshot.apps[index].urls = [name]
        }
        for index in snapshot.sync.indices { snapshot.sync[index].message = name }
        for index in snapshot.jobs.indices { snapshot.jobs[index].names = [name] }
        answers[Snapshot.self] = snapshot
        answers[[BundleStatus].self] = snapshot.bundles
        answers[PlanReport.self] = PlanReport(
            actions: [.init(kind: .create, subject: name, text: "create \(name)", reasons: [name])],
            diffs: [.init(path: name, diff: "--- \(name)\n+++ \(name)\n@@ -1 +1 @@\n-\(name)\n+\(name)\n")]
        )
        answers[[RepoStatus].self] = [
            RepoStatus(name: name, shortName: name, path: name, overridden: true, present: true, usedBy: [name])
        ]
        for arguments in [
            ["plan"], ["status"], ["bundles", "list"], ["repos", "list"], ["bundles", "activate", name],
        ] {
            try await run(arguments, "\(arguments)", ScriptedDaemon(answers))
            guard arguments.count < 3 else { continue }
            try await run(arguments + ["--json"], "\(arguments) --json", ScriptedDaemon(answers))
        }
        var failing = ScriptedDaemon.Answers()
        failing.failure = DustyError(.failed, "it said \(name)", hint: name)
        try await run(["bundles", "list"], "a failure", ScriptedDaemon(failing))
    }

    private func hex(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    @Test func `json means the same with such characters written as escapes`() throws {
        let text = Self.hostile.joined() + "ü\u{1F98A}"
        let bytes = CleanText.json(Array(try Wire.encode([text])))
        #expect(try Wire.decode([String].self, from: .init(bytes)) == [text])
    }

    @Test func `only warnings leave the exit code at 0 and say so`() async throws {
        try await TemporaryDirectory.with { directory in
            let app = """
                image: x
                commands: {always: [run]}
                host_forwarding: [{host_name: github.com, host_port: 80, container_port: 80}]

                """
            try directory.write("apps/a.yml", app)
            try directory.write("bundles/b.yml", "apps: [a]\n")
            let captured = CapturedConsole()
            let command = try #require(
                try Dusty.parseAsRoot(["validate", directory.path]) as? any DaemonCommand
            )
            try await command.run(ScriptedDaemon(ScriptedDaemon.Answers()), captured.console())
            let prefix = "\(directory.path)/apps/a.yml:3:31: warning: host_forwarding.0.host_name: `github.com`"
            #expect(captured.out.hasPrefix(prefix), "\(captured.out)")
            #expect(captured.error == "1 warning\n")
        }
    }
}
