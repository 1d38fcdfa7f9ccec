import ArgumentParser
import Testing

@testable import DustyTUI

struct WrongUsageTests {
    private let captured = CapturedConsole()

    @Test(
        arguments: [
            (["frobnicate"], "dusty has no command `frobnicate`", "run `dusty --help` for the list"),
            (["help", "restrat"], "dusty has no command `restrat`", "did you mean `dusty restart`?"),
            (["machine", "ad"], "dusty machine has no command `ad`", "did you mean `dusty machine add`?"),
            (["repos", "xyzzy"], "dusty repos has no command `xyzzy`", "run `dusty repos --help` for the list"),
            (["up", "--recraete"], "unknown option `--recraete`", "did you mean `--recreate`?"),
            (["down", "--no"], "unknown option `--no`", "run `dusty down --help` for what it takes"),
            (["scripts", "api", "-x"], "unknown option `-x`", "run `dusty scripts --help` for what it takes"),
            (["ps", "-a"], "unknown option `-a`", "leave it out: all are shown"),
            (["up", "--force-recreate", "api"], "unknown option `--force-recreate`", "use `dusty rebuild NAME`"),
            (["rm", "api"], "dusty has no command `rm`", "use `dusty stop --rm NAME`"),
            (["shutdown", "api"], "unexpected argument `api`", "run `dusty shutdown --help` for what it takes"),
            (
                ["shutdown", "a", "b"], "2 unexpected arguments: `a`, `b`",
                "run `dusty shutdown --help` for what it takes"
            ),
            (["cp", "a"], "missing argument `<destination>`", "write `dusty cp <source> <destination>`"),
            (
                ["machine", "add", "x"], "missing argument `--ssh <target>`",
                "write `dusty machine add <name> --ssh <target>`"
            ),
            (["logs", "--tail"], "missing value for `--tail <n>`", "run `dusty logs --help` for what it takes"),
            (
                ["logs", "--tail", "many"], "the value `many` is invalid for `--tail <n>`",
                "run `dusty logs --help` for what it takes"
            ),
            (
                ["top", "--once", "--plain"], "--once and --plain exclude each other",
                "run `dusty top --help` for what it takes"
            ),
            (
                ["setup", "--mac_username", "ann"], "write `--owner ann` in place of --mac_username",
                "run `dusty setup --help` for what it takes"
            ),
            (
                ["setup", "--no-update", "--owner", "ann"],
                "leave --no-update out: setup updates no repos; `dusty up` does, unless it has --no-pull",
                "run `dusty setup --help` for what it takes"
            ),
            (["machine", "set", "vm"], "nothing to change", "give --memory, --cpus, --disk or --idle-stop"),
        ] as [([String], String, String)]
    )
    func `a wrong usage is two lines: what is wrong and what to do`(words: [String], error: String, hint: String) async
    {
        #expect(await Execution.run(words, console: captured.console()) == ExitCode(64))
        #expect(captured.error == "error: \(error)\nhint: \(hint)\n")
        #expect(captured.out.isEmpty)
    }

    @Test(arguments: [["help"], ["help", "up"], ["help", "machine", "add"], ["machine", "add", "--help"]])
    func `help that is asked for is printed`(words: [String]) async {
        #expect(await Execution.run(words, console: captured.console()) == .success)
        #expect(captured.out.contains("USAGE: dusty"))
    }
}
