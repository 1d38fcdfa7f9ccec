import Foundation
import Testing

@testable import DustyCore

@Suite struct ShellTextTests {
    /// What is hard to pass on.
    private static let words = ["two words", "", "*", "'", "\"x", "$HOME", "--", "é日", "a\nb"]

    @Test(arguments: ShellCorpus.all)
    func `F08 where arguments go is known of every text`(_ sample: ShellCorpus.Sample) {
        let text = ShellText(sample.commands)
        #expect(text.fault == nil)
        if sample.getsArguments {
            guard case .appended = text.arguments else { return #expect(Bool(false), "\(text.arguments)") }
        } else {
            #expect(text.withArguments == text.closed)
        }
    }

    @Test(arguments: ShellRun.shells)
    func `F08 every shell takes what is written for any text, and its last command sees just the arguments`(
        _ shell: [String]
    ) throws {
        try ShellRun.inDirectory { (directory: String) throws in
            let file = try Self.makeStub(in: directory)
            for sample in ShellCorpus.all {
                let app = AppSpec(name: "a", scripts: [ScriptSpec(name: "s", command: sample.commands)])
                let text = CommandScript.scripts(of: app).map(\.text).joined()
                #expect(try ShellRun.run(shell + ["-n"], text, in: directory).status == 0, "\(sample)")
                guard sample.getsArguments else { continue }
                try "nothing".write(toFile: file, atomically: true, encoding: .utf8)
                let prelude = "export HOME=\(directory) PATH=\(directory):/usr/bin:/bin\n"
                let outcome = try ShellRun.run(shell, prelude + text, arguments: Self.words, in: directory)
                let seen = try String(contentsOfFile: file, encoding: .utf8)
                #expect(seen == Self.words.map { "[\($0)]" }.joined(), "\(sample): \(outcome.log)")
            }
        }
    }

    @Test(arguments: ShellRun.shells)
    func `F08 commands of the first and of every start may be any text too`(_ shell: [String]) throws {
        try ShellRun.inDirectory { (directory: String) throws in
            for sample in ShellCorpus.all {
                let lib = LibSpec(name: "l", repo: RepoReference("h/o/l"), mount: "/l", install: sample.commands)
                let app = AppSpec(name: "a", once: sample.commands, always: sample.commands)
                let text = CommandScript.start(app, libs: [lib]).text
                #expect(try ShellRun.run(shell + ["-n"], text, in: directory).status == 0, "\(sample)")
            }
        }
    }

    /// The validator may not refuse what a shell would run.
    @Test func `F08 what is said to be unfinished no shell takes`() throws {
        var random = SplitMix(state: 15)
        var found = 0
        try ShellRun.inDirectory { (directory: String) throws in
            for sample in ShellCorpus.all {
                let whole = sample.commands.joined(separator: "\n")
                let cut = String(whole.prefix(Int.random(in: 1...whole.count, using: &random)))
                guard ShellText([cut]).fault != nil else { continue }
                found += 1
                for shell in ShellRun.shells {
                    #expect(try ShellRun.run(shell + ["-n"], cut + "\n", in: directory).status != 0, "\(shell) \(cut)")
                }
            }
        }
        #expect(found > 20)
    }

    @Test(
        arguments: [
            ("echo ran # a note", "echo ran \"$@\" # a note"), ("echo x;", "echo x \"$@\";"),
            ("a & b &", "a & b \"$@\" &"),
            ("cat <<E\nhi\nE", "cat <<E \"$@\"\nhi\nE"), ("a >f 2>&1", "a >f 2>&1 \"$@\""), ("a | b", "a | b \"$@\""),
            ("python -c 'x\n# y'", "python -c 'x\n# y' \"$@\""),
            ("sh -c 'echo \"$@\"' sh", "sh -c 'echo \"$@\"' sh \"$@\""),
            ("echo a\\", "echo a \"$@\"\\\n"), ("f() { echo \"$1\"; }\nf", "f() { echo \"$1\"; }\nf \"$@\""),
            ("é", "é \"$@\""),
            ("for i; do x; done", "for i; do x; done"), ("x \"$1\"", "x \"$1\""), ("echo \\$1", "echo \\$1 \"$@\""),
            ("[[ a =~ (b) ]] && x \"$@\"", "[[ a =~ (b) ]] && x \"$@\""), ("diff <(a) <(b)", "diff <(a) <(b) \"$@\""),
            ("echo $'it\\'s'", "echo $'it\\'s' \"$@\""), ("cat <<<x", "cat <<<x \"$@\""),
            ("a \\\n  b \\\n", "a \\\n  b \"$@\" \\\n"),
        ]
    )
    func `F08 arguments stand behind the words of the last command`(text: String, expected: String) {
        #expect(ShellText([text]).withArguments == expected)
    }

    @Test(
        arguments: [
            ("echo 'it", "a single quote is not closed"), ("echo \"it", "a double quote is not closed"),
            ("echo `x", "a backquote is not closed"),
            ("echo $(x", "`(` has no `)`"), ("echo ${x", "`${` has no `}`"), ("if a; then b", "`if` has no `fi`"),
            ("for i in a; do b", "the loop has no `done`"), ("while a; do b", "the loop has no `done`"),
            ("case a in b) c", "`case` has no `esac`"),
            ("{ a", "`{` has no `}`"), ("(a", "`(` has no `)`"), ("a &&", "a command is missing at the end"),
        ]
    )
    func `F08 what is not closed is a problem, at its command`(text: String, message: String) {
        #expect(ShellText(["echo", text]).fault == ShellText.Fault(message: message, command: 1))
    }

    @Test func `F08 arguments are refused where they cannot go, with what to write`() throws {
        let script = ScriptSpec(name: "loop", command: ["for i in 1 2; do echo $i; done"])
        let error = try #require(throws: DustyError.self) { try script.checkTakesArguments() }
        #expect(error.code == .invalid)
        #expect(error.message == "the script loop takes no arguments: its last command is a `for` loop")
        #expect(error.hint == "write \"$@\" in its `command` where the arguments belong")
        try SuiteSpec(name: "s", command: ["pytest"]).checkTakesArguments()
    }

    @Test(.timeLimit(.minutes(5)))
    func `F08 hostile text costs neither time nor the stack`() {
        for part in [
            "(", "$(", "`", "\"$(", "${", "$((", "{ ", "if ", "case x in (", "f() ", "<<A ", "\\", "<(", "! ", "a |",
            "\"`",
        ] {
            _ = ShellText([String(repeating: part, count: 20_000)])
        }
        _ = ShellText([(0..<5_000).map { "cat <<E\($0) <<F" }.joined(separator: ";")])
    }

    /// A program that writes down what it is given, and the file that it writes to.
    private static func makeStub(in directory: String) throws -> String {
        let file = "\(directory)/seen"
        let stub = "\(directory)/stub"
        try "#!/bin/sh\n{ for word do printf '[%s]' \"$word\"; done; } >'\(file)'\n"
            .write(toFile: stub, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: stub)
        return file
    }
}
