import ArgumentParser
import DustyCore
import DustyTestSupport
import Testing

@testable import DustyTUI

/// Commands on assets, variables, settings and repos.
struct ConfigCommandsTests {
    private let captured = CapturedConsole()

    @Test(
        arguments: [
            (["assets"], "assets"), (["assets", "list", "api"], "assets"),
            (["assets", "read", "key"], "asset name=key"),
            (["assets", "unset", "key"], "changeAsset name=key"), (["env"], "env"), (["env", "list", "api"], "env"),
            (["env", "set", "api", "A", "b c"], "changeEnv name=api set=(name=A value=b c)"),
            (["env", "set", "api", "A=1", "B=x=y"], "changeEnv name=api set=(name=A value=1)(name=B value=x=y)"),
            (["env", "set", "api", "A", "--", "-x"], "changeEnv name=api set=(name=A value=-x)"),
            (["env", "unset", "api", "A", "B"], "changeEnv name=api unset=A,B"),
            (["env", "unset", "api", "--all"], "changeEnv name=api unset_all"),
            (["config"], "config"), (["config", "get", "specs_repo"], "config"),
            (["config", "set", "owner", "ann"], "changeConfig key=owner value=ann"),
            (["config", "unset", "owner"], "changeConfig key=owner"),
            (["bundles", "activate", "--only", "a", "b"], "changeBundles active names=a,b only"),
            (["repos", "update"], "startJob pull"), (["repos", "update", "api", "--queue"], "startJob pull api queue"),
            (["repos", "manage", "api", "kit"], "changeRepos changes=(name=api)(name=kit)"),
        ] as [([String], String)]
    )
    func `A103 a command asks the daemon once`(arguments: [String], call: String) async throws {
        for extra in [[], ["--json"]] {
            let split = arguments.firstIndex(of: "--") ?? arguments.endIndex
            let daemon = ScriptedDaemon(Self.answers)
            try await run(arguments[..<split] + extra + arguments[split...], daemon)
            #expect(daemon.calls.first == call)
            #expect(!captured.out.isEmpty)
        }
    }

    @Test(arguments: [
        ["assets", "set", "key"], ["assets", "read"], ["env", "set", "api"], ["env", "set", "api", "A"],
        ["env", "set", "api", "A", "b", "c"], ["env", "set", "api", "A=1", "--file", "x"], ["env", "unset", "api"],
        ["env", "unset", "api", "A", "--all"], ["config", "set", "owner"], ["config", "get"], ["repos", "from"],
    ])
    func `A103 a wrong usage exits with 64`(arguments: [String]) async {
        #expect(await Execution.run(arguments, console: captured.console()) == ExitCode(64))
        #expect(captured.error.hasPrefix("error: ") && captured.error.contains("\nhint: "))
    }

    @Test func `A139 assets are listed with who wants them`() async throws {
        var answers = Self.answers
        answers[[AssetStatus].self] = [
            AssetStatus(
                name: "key",
                uses: [
                    AssetUse(name: "api", active: true, required: true, path: "/etc/key"),
                    AssetUse(name: "kit", active: true, required: false, path: "/kit.key"),
                ]
            ),
            AssetStatus(name: "idle", uses: [AssetUse(name: "off", active: false, required: true, path: "/o")]),
            AssetStatus(name: "spare", setAt: .now, bytes: 1200),
        ]
        try await run(["assets", "list"], ScriptedDaemon(answers))
        #expect(
            captured.out == """
                ASSET  SET         SIZE  REQUIRED BY  USED BY  PATH
                key    no                api          api kit  /etc/key /kit.key
                spare  0 s ago  1.2 KiB

                """
        )
        answers[Snapshot.self] = ExampleStack.snapshot
        let error = await #expect(throws: DustyError.self) {
            try await run(["assets", "list", "apj"], ScriptedDaemon(answers))
        }
        #expect(error?.hint == "did you mean `api`?")
    }

    @Test func `an app that declares no assets is still known`() async throws {
        var answers = Self.answers
        (answers[[AssetStatus].self], answers[Snapshot.self]) = ([], ExampleStack.snapshot)
        let name = ExampleStack.snapshot.apps[0].name
        try await run(["assets", "list", name], ScriptedDaemon(answers))
        #expect(captured.out == "\(name) declares no assets\n")
    }

    @Test func `A139 a file is read by the client and sent byte for byte`() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("my key", "secret\n")
            let daemon = ScriptedDaemon(Self.answers)
            try await run(["assets", "set", "key", "\(directory.path)/my key"], daemon)
            #expect(daemon.calls == ["changeAsset content=c2VjcmV0Cg== name=key"])
            #expect(captured.out == "key is set (7 B)\nrun `dusty up` to bring it into containers\n")
            let error = await #expect(throws: DustyError.self) {
                try await run(["assets", "set", "key", "\(directory.path)/gone"], daemon)
            }
            #expect(error?.message.contains("gone cannot be read: No such file") == true)
            await #expect(throws: DustyError.self) { try await run(["assets", "set", "key", directory.path], daemon) }
            #expect(daemon.calls.count == 1)
        }
    }

    @Test func `an asset that no spec declares is set with a note`() async throws {
        try await run(["assets", "set", "kez", "/dev/null"], ScriptedDaemon(Self.answers.with(asset: "kez")))
        #expect(captured.error == "note: no spec declares the asset kez; did you mean `key`?\n")
    }

    @Test func `A138 values that look secret are shown when asked for`() async throws {
        try await run(["env", "list"], ScriptedDaemon(Self.answers))
        try await run(["env", "list", "--json"], ScriptedDaemon(Self.answers))
        try await run(["env", "set", "api", "A", "1", "--json"], ScriptedDaemon(Self.answers))
        #expect(!captured.out.contains("hush"))
        #expect(captured.out.contains("api   API_TOKEN  …\n"))
        #expect(captured.out.contains("debug"))
        try await run(["env", "list", "--show"], ScriptedDaemon(Self.answers))
        #expect(captured.out.contains("hush"))
    }

    @Test func `A138 variables come from a file, unknown names are the daemon's to refuse`() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("api.env", "# mine\nA=1\nB='x' # y\nDUSTY_NO_SUCH_VARIABLE\n")
            let daemon = ScriptedDaemon(Self.answers)
            try await run(["env", "set", "api", "--file", "\(directory.path)/api.env"], daemon)
            #expect(daemon.calls == ["changeEnv name=api set=(name=A value=1)(name=B value='x' # y)"])
            #expect(captured.error.contains("DUSTY_NO_SUCH_VARIABLE has no value"))
            try await run(["env", "list", "web"], daemon)
            #expect(daemon.calls.suffix(2) == ["env", "changeEnv name=web"])
        }
    }

    @Test func `A102 A103 settings are listed, one is printed bare, unknown keys are guessed`() async throws {
        try await run(["config", "list"], ScriptedDaemon(Self.answers))
        #expect(captured.out.contains("specs_repo  repo  /src/specs"))
        #expect(captured.out.contains("owner       user  none"))
        var answers = Self.answers
        answers[[SettingStatus].self]?[0].items = nil
        let before = captured.out
        try await run(["config", "get", "specs_repo"], ScriptedDaemon(answers))
        #expect(captured.out == before + "/src/specs\n")
        let error = await #expect(throws: DustyError.self) {
            try await run(["config", "get", "specs-repo"], ScriptedDaemon(answers))
        }
        #expect(error?.hint == "did you mean `specs_repo`?")
    }

    @Test func `A104 the table of repos shows how clones stand`() async throws {
        var answers = Self.answers
        let behind = RepoStatus(
            name: "h/o/kit",
            shortName: "kit",
            path: "/m/kit",
            overridden: false,
            present: true,
            usedBy: ["api"],
            branch: "main",
            behind: 2,
            changed: 1
        )
        answers[[RepoStatus].self] = [WireExamples.leastRepo, behind]
        try await run(["repos", "list"], ScriptedDaemon(answers))
        #expect(
            captured.out == """
                REPO      SHORT NAME  FROM      BRANCH  STATE                PATH      USED BY
                /src/api  api         override          does not exist       /src/api
                h/o/kit   kit         managed   main    1 changed, 2 behind  /m/kit    api

                """
        )
    }

    @Test func `A107 from overrides every repo that has a directory of its name, all in one request`() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("api/file", "")
            try directory.write("kit", "a file, no directory")
            var answers = Self.answers
            answers[[RepoStatus].self] = ["/src/api", "h/o/api", "h/o/kit", "h/o/web"].map { name in
                let short = String(name.split(separator: "/").last ?? "")
                return RepoStatus(
                    name: name,
                    shortName: short,
                    path: "/x",
                    overridden: false,
                    present: false,
                    usedBy: []
                )
            }
            let daemon = ScriptedDaemon(answers)
            let real = try OverrideDirectory.absolute(directory.path)
            try await run(["repos", "from", directory.path], daemon)
            #expect(
                daemon.calls == [
                    "repos", "changeRepos changes=(name=/src/api path=\(real)/api)(name=h/o/api path=\(real)/api)",
                ]
            )
            try directory.write("empty/file", "")
            await #expect(throws: DustyError.self) { try await run(["repos", "from", "\(real)/empty"], daemon) }
        }
    }

    @Test(
        arguments: [
            ("/Users/ann/src", nil), ("/users/ann/src", "/users"), ("/Users/Ann/src", "/Users/Ann"),
            ("/Users/ann/SRC", "/Users/ann/SRC"), ("/unlisted/Any", nil), ("/", nil),
        ] as [(String, String?)]
    )
    func `A109 an override is written as the disk has it, at every level`(path: String, wrong: String?) throws {
        let disk = ["/": ["Users", "unlisted"], "/Users": ["ann", "bob"], "/Users/ann": ["src"]]
        guard let wrong else { return try OverrideDirectory.check(path) { disk[$0] } }
        let error = #expect(throws: DustyError.self) { try OverrideDirectory.check(path) { disk[$0] } }
        #expect(error?.message.contains(": \(wrong) is called `") == true)
    }

    @Test func `A105 a path with a colon is refused before the daemon is asked`() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("a:b/file", "")
            let daemon = ScriptedDaemon(Self.answers)
            let error = await #expect(throws: DustyError.self) {
                try await run(["repos", "override", "api", "\(directory.path)/a:b"], daemon)
            }
            #expect(error?.message.contains("colon") == true)
            #expect(daemon.calls.isEmpty)
        }
    }

    fileprivate static let answers = ScriptedDaemon.Answers(
        WireExamples.job,
        [
            JobEvent(job: 7, sequence: 0, time: WireExamples.time, kind: .finished(state: .succeeded, error: nil))
        ],
        [WireExamples.bundle],
        [WireExamples.repo],
        [WireExamples.asset],
        WireExamples.content,
        [WireExamples.env],
        [WireExamples.setting, WireExamples.leastSetting],
        WireExamples.setup
    )

    private func run(_ arguments: [String], _ daemon: ScriptedDaemon) async throws {
        let command = try Dusty.parseAsRoot(arguments)
        let asking = try #require(command as? any DaemonCommand)
        try await asking.run(daemon, captured.console())
    }
}

extension ScriptedDaemon.Answers {
    /// The same with one more asset that is set and that nobody declares.
    fileprivate func with(asset: String) -> ScriptedDaemon.Answers {
        var answers = self
        answers[[AssetStatus].self]?.append(AssetStatus(name: asset, setAt: .now, bytes: 0))
        return answers
    }
}
