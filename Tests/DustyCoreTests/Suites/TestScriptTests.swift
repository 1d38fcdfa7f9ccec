import Testing

@testable import DustyCore

@Suite struct TestScriptTests {
    @Test func `A50 the setup of an app installs its libs and runs once, and stops at a failure`() throws {
        let script = CommandScript.testSetup(try TestFixture.target("api"))
        #expect(script.path == "api/test/dusty_command_file_api.sh")
        #expect(
            script.text == """
                set -e
                cd '/base dir'
                make base
                cd /paint
                make install
                cd /api
                pip install x

                """
        )
    }

    @Test func `A50 the setup of a lib leaves its own install out`() throws {
        let script = CommandScript.testSetup(try TestFixture.target("paint"))
        #expect(script.path == "paint/test/dusty_command_file_paint.sh")
        #expect(script.text == "set -e\ncd '/base dir'\nmake base\ncd /paint\n")
    }

    @Test func `A50 each suite has a file whose last command gets the arguments`() throws {
        let script = CommandScript.testSuite(TestFixture.unit, of: try TestFixture.target("paint"))
        #expect(script.path == "paint/test/dusty_command_file_paint_test_unit.sh")
        #expect(script.text == "cd /paint || exit\necho first\npytest \"$@\"\n")
        let plain = CommandScript.testSuite(TestFixture.unit, of: try TestFixture.target("plain"))
        #expect(plain.text == "echo first\npytest \"$@\"\n")
    }

    @Test(arguments: ShellRun.shells)
    func `a suite gets its arguments as they are and ends with the code of its last command`(shell: [String]) throws {
        let suite = SuiteSpec(name: "s", command: ["false", "sh -c 'printf \"[%s]\" \"$@\"; exit 3' sh"])
        let target = try TestFixture.target("plain")
        try ShellRun.inDirectory { directory in
            let outcome = try ShellRun.run(
                shell,
                CommandScript.testSuite(suite, of: target).text,
                arguments: ["two words", "--", "-x", "$(id)", "a'b\"c", ""],
                in: directory
            )
            #expect(outcome.log == "[two words][--][-x][$(id)][a'b\"c][]")
            #expect(outcome.status == 3)
        }
    }

    @Test(
        arguments: [
            ("", []), ("  ", []), ("-v  -x", ["-v", "-x"]), ("-k 'two words'", ["-k", "two words"]),
            (#"a\ b "c \"d\" $e" f"#, ["a b", #"c "d" $e"#, "f"]), ("'' x", ["", "x"]), (#"a"b c"d"#, ["ab cd"]),
            (#""\n""#, [#"\n"#]), ("é '日 本'", ["é", "日 本"]),
        ] as [(String, [String])]
    )
    func `default arguments are cut as a shell would, nothing expanded`(text: String, words: [String]) throws {
        #expect(try ShellWord.split(text) == words)
    }

    @Test func `a quote that is not closed is an error`() {
        #expect(throws: DustyError.self) { try ShellWord.split("-k 'two") }
    }
}
