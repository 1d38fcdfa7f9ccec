extension CommandScript {
    /// Path below the directory of command files of the script that makes a test image.
    static func testSetupFile(of name: String) -> String { "\(name)/test/dusty_command_file_\(name).sh" }

    /// Path below the directory of command files of the script that runs a suite.
    static func testFile(of name: String, suite: String) -> String {
        "\(name)/test/dusty_command_file_\(name)_test_\(suite).sh"
    }

    /// What runs once to make the test image: the libs' install commands, then the target's own `once`.
    static func testSetup(_ target: SuiteTarget) -> CommandScript {
        var lines = ["set -e"]
        for lib in target.libs where !lib.install.isEmpty {
            lines += ["cd \(ShellWord.quote(lib.mount))", ShellText(lib.install).closed]
        }
        if let mount = target.mount { lines.append("cd \(ShellWord.quote(mount))") }
        if !target.test.once.isEmpty { lines.append(ShellText(target.test.once).closed) }
        return CommandScript(path: testSetupFile(of: target.name), text: lines.joined(separator: "\n") + "\n")
    }

    /// The script that runs a suite; it ends with the code of its last command, which gets the arguments if there is a
    /// place for them.
    static func testSuite(_ suite: SuiteSpec, of target: SuiteTarget) -> CommandScript {
        var lines = assetLines(target.assets)
        lines += target.mount.map { ["cd \(ShellWord.quote($0)) || exit"] } ?? []
        lines.append(ShellText(suite.command).withArguments)
        return CommandScript(
            path: testFile(of: target.name, suite: suite.name),
            text: lines.joined(separator: "\n") + "\n"
        )
    }
}
