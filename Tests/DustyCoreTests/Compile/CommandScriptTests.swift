import Foundation
import Testing

@testable import DustyCore

@Suite struct CommandScriptTests {
    private let api = AppSpec(name: "api", mount: "/srv/api", once: ["make"], always: ["./run"])
    private let lib = LibSpec(name: "l", repo: RepoReference("h/o/l"), mount: "/libs/l", install: ["make install"])

    @Test func `A44 A45 Libs are installed in their mounts, in order; one without install leaves nothing`() {
        let quiet = LibSpec(name: "q", repo: RepoReference("h/o/q"), mount: "/libs/q")
        let other = LibSpec(name: "o", repo: RepoReference("h/o/o"), mount: "/libs/o", install: ["./setup"])
        let text = CommandScript.start(AppSpec(name: "a", always: ["x"]), libs: [lib, quiet, other]).text
        let lines = text.split(separator: "\n").filter {
            $0.hasPrefix("cd ") || ["make install", "./setup"].contains($0)
        }
        #expect(lines == ["cd /libs/l", "make install", "cd /libs/o", "./setup"])
        #expect(!text.contains("/libs/q"))
    }

    @Test func `A46 Files are named after app and script`() {
        let app = AppSpec(name: "a", always: ["x"], scripts: [ScriptSpec(name: "s", command: ["c"])])
        #expect(CommandScript.start(app, libs: []).path == "a/dusty_command_file_a.sh")
        #expect(CommandScript.scripts(of: app).map(\.path) == ["a/dusty_command_file_a_script_s.sh"])
    }

    @Test func `A47 A49 The order is libs, mount, PATH, once, always; without mount there is no cd`() throws {
        let text = CommandScript.start(api, libs: [lib]).text
        let parts = [
            "set -e", "cd /libs/l", "cd /srv/api\nexport PATH=$PATH:/srv/api", "dusty_once_fn()", "dusty_always_fn()",
        ]
        let places = try parts.map { try #require(text.range(of: $0)?.lowerBound) }
        #expect(places == places.sorted())
        #expect(!CommandScript.start(AppSpec(name: "a", always: ["x"]), libs: []).text.contains("\ncd "))
    }

    @Test func `A48 A script changes to the mount and hands its arguments to the last command`() {
        let app = AppSpec(name: "a", mount: "/m", scripts: [ScriptSpec(name: "s", command: ["one", "two\n"])])
        #expect(CommandScript.scripts(of: app).map(\.text) == ["cd /m || exit\none\ntwo \"$@\"\n"])
    }

    @Test func `A51 Without once only the marker is made, without always nothing runs`() {
        let text = CommandScript.start(AppSpec(name: "a"), libs: []).text
        let lines = text.split(separator: "\n")
        #expect(lines.first == "set -e")
        #expect(lines.suffix(3).first?.hasPrefix("if ! dusty_done once ") == true)
        #expect(lines.suffix(2).first?.hasPrefix("    dusty_note once ") == true)
        #expect(!text.contains("dusty_once_fn") && !text.contains("dusty_always_fn"))
    }

    @Test(arguments: ShellRun.shells)
    func `A44 A53 A lib is installed again when its copy or its commands changed, and nothing else is`(
        _ shell: [String]
    ) throws {
        try ShellRun.inDirectory { directory in
            func run(_ install: String = "echo install", once: String = "echo once") throws -> String {
                var lib = lib
                lib.mount = directory
                lib.install = [install]
                let other = LibSpec(name: "o", repo: lib.repo, mount: directory, install: ["echo other"])
                let script = start(once: [once], always: ["echo always"], libs: [lib, other], in: directory)
                return try ShellRun.run(shell, script, in: directory).log
            }
            func revise(_ text: String) throws {
                let revisions = "\(directory)/revisions"
                try FileManager.default.createDirectory(atPath: revisions, withIntermediateDirectories: true)
                try text.write(toFile: "\(revisions)/l", atomically: true, encoding: .utf8)
            }
            #expect(try run() == "install\nother\nonce\nalways\n")
            #expect(try run() == "always\n")
            try revise("17\n")
            #expect(try run() == "install\nalways\n")
            #expect(try run() == "always\n")
            try revise("18")
            #expect(try run() == "install\nalways\n")
            #expect(try run("echo more") == "more\nalways\n")
            #expect(try run("echo more", once: "echo twice") == "twice\nalways\n")
            #expect(try run("false") == "")
            #expect(try run("echo more", once: "echo twice") == "always\n")
        }
    }

    @Test(arguments: ShellRun.shells)
    func `A53 A54 Once runs a single time, always at each start, both in the log`(_ shell: [String]) throws {
        try ShellRun.inDirectory { directory in
            let script = start(once: ["echo once", "echo wrong >&2"], always: ["echo always"], in: directory)
            let first = try ShellRun.run(shell, script, in: directory)
            #expect(first.status == 0)
            #expect(first.log == "once\nwrong\nalways\n")
            #expect(try String(contentsOfFile: "\(directory)/log/once.log", encoding: .utf8) == "once\nwrong\n")
            let second = try ShellRun.run(shell, script, in: directory)
            #expect(second.log == "always\n")
            #expect(try !FileManager.default.contentsOfDirectory(atPath: directory).contains { $0.hasPrefix("fifo") })
        }
    }

    @Test(arguments: ShellRun.shells)
    func `A55 A failing once stops the start with its code, and is tried again`(_ shell: [String]) throws {
        try ShellRun.inDirectory { directory in
            let once = ["echo before", "no-such-command", "echo after"]
            let script = start(once: once, always: ["echo always"], in: directory)
            for _ in 1...2 {
                let outcome = try ShellRun.run(shell, script, in: directory)
                #expect(outcome.status == 127)
                #expect(outcome.log.hasPrefix("before\n"))
                #expect(outcome.log.contains("not found"))
                #expect(!outcome.log.contains("after"))
                #expect(!outcome.log.contains("always"))
                let log = try String(contentsOfFile: "\(directory)/log/once.log", encoding: .utf8)
                #expect(log == outcome.log)
            }
            #expect(!FileManager.default.fileExists(atPath: "\(directory)/marker"))
        }
    }

    @Test(arguments: ShellRun.shells)
    func `A56 A failing always stops with its code after once has run`(_ shell: [String]) throws {
        try ShellRun.inDirectory { directory in
            let script = start(once: ["echo once"], always: ["echo begin", "(exit 3)", "echo end"], in: directory)
            let outcome = try ShellRun.run(shell, script, in: directory)
            #expect(outcome.status == 3)
            #expect(outcome.log == "once\nbegin\n")
            #expect(FileManager.default.fileExists(atPath: "\(directory)/marker"))
        }
    }

    @Test(arguments: ShellRun.shells)
    func `A failing lib stops before once`(_ shell: [String]) throws {
        try ShellRun.inDirectory { directory in
            var lib = lib
            lib.mount = directory
            lib.install = ["false"]
            let script = start(once: ["echo once"], always: ["echo always"], libs: [lib], in: directory)
            let outcome = try ShellRun.run(shell, script, in: directory)
            #expect(outcome.status == 1)
            #expect(outcome.log.isEmpty)
        }
    }

    @Test(.needsLinux, .timeLimit(.minutes(5)), arguments: ShellRun.shells)
    func `A signal ends the running command in order, and nothing runs after it`(_ shell: [String]) throws {
        try ShellRun.inDirectory { directory in
            // The script signals itself once its server runs; a session of its own keeps the test out of the group.
            let server = "sh -c 'trap \"echo cleaned; exit 0\" TERM; kill -TERM $0; while :; do sleep 0.05; done' $$"
            let script = start(once: [], always: [server, "echo unreachable"], in: directory)
            let outcome = try ShellRun.run(["/usr/bin/setsid", "-w"] + shell, script, in: directory)
            #expect(outcome.status == 143)
            // The shell may also say that the `sleep` it waited for was terminated.
            #expect(outcome.log.hasSuffix("cleaned\n"))
            #expect(!outcome.log.contains("unreachable"))
        }
    }

    @Test(arguments: ShellRun.shells)
    func `Arguments of a script arrive word by word`(_ shell: [String]) throws {
        try ShellRun.inDirectory { directory in
            let app = AppSpec(name: "a", mount: directory, scripts: [ScriptSpec(name: "s", command: ["printf '<%s>'"])])
            let script = CommandScript.scripts(of: app)[0].text
            let outcome = try ShellRun.run(shell, script, arguments: ["a b", "$(id)", "'", ""], in: directory)
            #expect(outcome.log == "<a b><$(id)><'><>")
        }
    }

    @Test(arguments: [
        "plain", "", "two words", "it's", "$HOME", "`id`", "$(id)", "a;b", "a\nb", "\"", "\\", "*", "~", "-n", "é",
        "#x", "a&b", "!",
    ])
    func `A quoted text is exactly one word`(_ text: String) throws {
        try ShellRun.inDirectory { directory in
            for shell in ShellRun.shells {
                let outcome = try ShellRun.run(shell, "printf '<%s>' \(ShellWord.quote(text))", in: directory)
                #expect(outcome.log == "<\(text)>")
            }
        }
    }

    private func start(once: [String], always: [String], libs: [LibSpec] = [], in directory: String) -> String {
        let paths = ContainerPaths(
            marker: "\(directory)/marker",
            onceLog: "\(directory)/log/once.log",
            fifo: "\(directory)/fifo",
            revisions: "\(directory)/revisions"
        )
        return CommandScript.start(AppSpec(name: "a", once: once, always: always), libs: libs, paths: paths).text
    }
}
