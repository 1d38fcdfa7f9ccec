import ArgumentParser
import DustyCore
import DustyTestSupport
import Testing

@testable import DustyTUI

struct CommandsTests {
    private let captured = CapturedConsole()

    @Test(
        arguments: [
            (["up"], "startJob up"), (["up", "--no-pull", "--queue"], "startJob up no-pull queue"),
            (["up", "--no-recreate"], "startJob up no-recreate"), (["up", "--dry-run"], "plan"), (["plan"], "plan"),
            (["up", "api", "web"], "startJob up api web"), (["plan", "api", "--diff"], "plan name=api"),
            (["up", "--dry-run", "api"], "plan name=api"), (["ps"], "status"),
            (["restart", "--no-sync"], "startJob restart no-sync"),
            (["restart", "--repos", "kit", "web"], "startJob restart repos kit web"),
            (["stop", "--rm", "api"], "startJob stop api rm"), (["shutdown"], "startJob shutdown"),
            (["restart"], "startJob restart"), (["restart", "api", "web"], "startJob restart api web"),
            (["rebuild", "api"], "startJob rebuild api"), (["rebuild", "--all"], "startJob rebuild"),
            (["stop", "api"], "startJob stop api"), (["sync", "kit"], "startJob sync kit"),
            (["wait", "--synced", "api"], "synced names=api timeout=30"),
            (["repos", "collect", "api"], "collect names=api"), (["repos", "conflicts"], "repoConflicts"),
            (["sync", "--dry-run", "kit"], "syncPreview name=kit"), (["down"], "startJob down"),
            (["cancel", "7"], "cancelJob id=7"), (["jobs"], "status"), (["status"], "status"), (["version"], "version"),
            (
                ["logs", "-f", "-t", "--tail", "5", "api", "web"],
                "logs name=api name=web follow=true tail=5 parts=true"
            ),
            (["logs", "api", "--tail=0"], "logs name=api tail=0 parts=true"),
            (["bundles"], "bundles"), (["bundles", "list"], "bundles"),
            (["bundles", "activate", "a", "b"], "changeBundles active names=a,b"),
            (["bundles", "deactivate", "a"], "changeBundles names=a"), (["repos"], "repos"),
            (["repos", "list"], "repos"),
            (["repos", "override", "api", "/usr/../usr"], "changeRepo name=api path=/usr"),
            (["repos", "manage", "api"], "changeRepos changes=(name=api)"),
            (["validate"], "validate"),
        ] as [([String], String)]
    )
    func aCommandAsksTheDaemonOnce(arguments: [String], call: String) async throws {
        for extra in [[], ["--json"]] {
            var answers = Self.answers
            answers[[JobEvent].self] = [
                JobEvent(job: 7, sequence: 0, time: WireExamples.time, kind: .finished(state: .succeeded, error: nil))
            ]
            let daemon = ScriptedDaemon(answers)
            try await run(arguments + extra, daemon)
            // Before something is stopped it is asked who else has it.
            #expect(daemon.calls.first { $0 != "status" || call == "status" } == call)
            #expect(!captured.out.isEmpty)
        }
    }

    @Test(arguments: [
        ["rebuild"], ["rebuild", "api", "--all"], ["cancel"], ["cancel", "x"], ["logs", "--tail", "-1", "api"],
        ["bundles", "activate"], ["repos", "override", "api"], ["repos", "manage"],
        ["repos", "manage", "--all", "api"],
        ["up", "--dry-run", "--no-recreate"],
        ["restart", "api", "--repos", "kit"], ["compile"],
    ])
    func aWrongUsageExitsWith64(arguments: [String]) async {
        let code = await Execution.run(arguments, console: captured.console())
        #expect(code == ExitCode(64))
        #expect(captured.error.hasPrefix("error: ") && captured.error.contains("\nhint: "))
        #expect(captured.out.isEmpty)
    }

    @Test(arguments: [["down", "--json", "--quiet"], ["status", "-q", "--json"]])
    func `with --json an error is JSON as well`(arguments: [String]) async throws {
        #expect(await Execution.run(arguments, console: captured.console()) == ExitCode(64))
        #expect(captured.error.hasPrefix("error: --json and --quiet exclude each other\nhint: "))
        #expect(captured.out.hasPrefix(#"{"error":{"code":"invalid","hint":"#) && captured.out.hasSuffix("}}\n"))
    }

    @Test func `A106 manage --all gives back every override in one request`() async throws {
        let daemon = ScriptedDaemon(Self.answers)
        try await run(["repos", "manage", "--all"], daemon)
        #expect(daemon.calls == ["repos", "changeRepos changes=(name=/src/api)"])
    }

    @Test func aPathThatIsNotThereIsNotSent() async throws {
        let daemon = ScriptedDaemon(Self.answers)
        let error = await #expect(throws: DustyError.self) {
            try await run(["repos", "override", "api", "/nowhere"], daemon)
        }
        #expect(error?.message.contains("/nowhere") == true)
        #expect(daemon.calls.isEmpty)
    }

    @Test func activatingSaysWhatIsNext() async throws {
        try await run(["bundles", "activate", "shop"], ScriptedDaemon(Self.answers))
        #expect(captured.out == "active bundles: shop\nrun `dusty up` to bring the stack to it\n")
    }

    @Test func afterTheLastBundleUpIsNotTheNextStep() async throws {
        var answers = Self.answers
        answers[[BundleStatus].self] = [BundleStatus(name: "shop", description: "", active: false)]
        try await run(["bundles", "deactivate", "shop", "-s", "blog"], ScriptedDaemon(answers))
        #expect(captured.out.contains("run `dusty down -s blog`"))
        #expect(captured.out.contains("`dusty bundles activate NAME -s blog`"))
    }

    @Test func aDirectoryThatIsNoRepoIsNotSetUp() async throws {
        try await TemporaryDirectory.with { directory in
            let daemon = ScriptedDaemon(Self.answers)
            let error = await #expect(throws: DustyError.self) {
                try await run(["setup", "--specs-repo", directory.path], daemon)
            }
            #expect(error?.hint?.contains("git -C \(directory.path) init") == true)
            #expect(daemon.calls.isEmpty)
        }
    }

    @Test func aDaemonThatIsAwayIsNoErrorOfVersion() async throws {
        var answers = ScriptedDaemon.Answers()
        answers.failure = DustyError(.unavailable, "it is away")
        try await run(["version"], ScriptedDaemon(answers))
        #expect(captured.out == "dusty \(DustyVersion.current), API \(API.version)\ndustyd: it is away\n")
    }

    @Test func logsWithoutNamesAreThoseOfEveryContainer() async throws {
        let daemon = ScriptedDaemon(Self.answers)
        try await run(["logs"], daemon)
        #expect(daemon.calls == ["status", "logs name=api parts=true"])
    }

    @Test func `repos collect says why nothing comes back`() async throws {
        try await run(["repos", "collect"], ScriptedDaemon(ScriptedDaemon.Answers([CollectReport]())))
        #expect(captured.out == "nothing comes back: no spec of these repos says `sync: {back: true}`\n")
    }

    @Test func statusIsOnePage() async throws {
        try await run(["status"], ScriptedDaemon(Self.answers))
        #expect(
            captured.out == """
                STACK    MACHINE  STATE    ADDRESS     ENGINE    BUNDLES
                default  local    running  127.65.0.1  20.10.24  shop

                NAME  TYPE     STATE  FOR    CPU     MEM  RESTARTS  ADDRESS                 NOTE
                api   app      stale  0 s  3.2 %  50 MiB         1  http://api.shop.local/  restarted after a crash
                api   service  stale  0 s  3.2 %  50 MiB         1  http://api.shop.local/  restarted after a crash
                kit   lib                                                                   used by api

                REPO  SYNC     DONE  FILES     SENT  AGO  FROM      NOTE
                api   syncing  41 %      2  1.2 KiB  3 s  /src/api  slow

                \(StackInfo.idleText(WireExamples.time)); `dusty up -s default` brings it back
                warning: disk: nearly full
                  remove something

                """
        )
    }

    @Test func validatePrintsPlacesThatEditorsCanJumpTo() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("apps/api.yml", "image: a\ncommands: [1]\n")
            try directory.write("bundles/b.yml", "apps: [api]\n")
            await #expect(throws: ExitCode(1)) {
                try await run(["validate", directory.path], ScriptedDaemon(ScriptedDaemon.Answers()))
            }
            #expect(captured.out.hasPrefix("\(directory.path)/apps/api.yml:2:"))
            #expect(captured.out.contains(": error: commands: "))
        }
    }

    private static let answers = ScriptedDaemon.Answers(
        WireExamples.version,
        WireExamples.snapshot,
        WireExamples.job,
        [WireExamples.batch],
        [WireExamples.bundle],
        [WireExamples.repo],
        [WireExamples.conflict],
        [WireExamples.collected],
        [WireExamples.synced],
        ValidationReport(problems: []),
        WireExamples.plan
    )

    private func run(_ arguments: [String], _ daemon: ScriptedDaemon) async throws {
        let command = try Dusty.parseAsRoot(arguments)
        let asking = try #require(command as? any DaemonCommand)
        try await asking.run(daemon, captured.console())
    }
}
