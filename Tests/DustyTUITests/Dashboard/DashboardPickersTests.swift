import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardPickersTests {
    private static let assets = [
        AssetStatus(
            name: "deploy-key",
            uses: [AssetUse(name: "web", active: true, required: true, path: "/key")]
        ),
        AssetStatus(name: "npm-token", setAt: ExampleStack.ago(7200), bytes: 40),
    ]

    private static func stack(_ name: String, _ place: String, branch: String?, isGone: Bool = false) -> LocatedStack {
        LocatedStack(
            info: StackInfo(
                name: name,
                slot: nil,
                directories: [place],
                address: "127.65.1.1",
                running: 2,
                active: 3,
                memoryBytes: 88 << 20
            ),
            places: [LocatedStack.Place(path: place, branch: branch, isGone: isGone)]
        )
    }

    @Test(
        arguments: [
            (3, 5, 2, 1, "2/5 up, 1 failed"), (5, 5, 5, 0, "5/5 up"), (7, 5, nil, nil, "5/5 up"), (0, 5, 0, 0, "down"),
            (3, 5, 0, 0, "0/5 up"),
        ] as [(Int, Int, Int?, Int?, String)]
    )
    func `only what is as it should be is up`(running: Int, active: Int, up: Int?, failing: Int?, text: String) {
        let info = StackInfo(
            name: "a",
            slot: nil,
            address: "127.65.1.1",
            running: running,
            active: active,
            up: up,
            failing: failing
        )
        #expect(info.stateText == text)
    }

    @Test func `B lists the stacks with what they use and where they come from`() {
        var dashboard = Dashboard(width: 160)
        dashboard.press(.character("B"))
        #expect(dashboard.model.queries == [.stacks])
        let stacks = [
            Self.stack("default", "/w/api", branch: "main"), Self.stack("fix-ui", "/w/fix", branch: "jd/fix-ui"),
            Self.stack("old", "/w/old", branch: nil, isGone: true),
        ]
        dashboard.send(.answered(.stacks, .stacks(stacks)))
        #expect(dashboard.row(with: "default (shown)").contains("2/3 up"))
        #expect(dashboard.row(with: "fix-ui").contains("jd/fix-ui"))
        #expect(dashboard.row(with: "fix-ui").contains("mem 88M"))
        #expect(dashboard.row(with: "old").contains("/w/old GONE"))
        dashboard.press(.down, .enter)
        #expect(dashboard.effects == [.openStack("fix-ui")])
    }

    @Test func `a stack is made and removed by the program itself, which asks`() {
        var dashboard = Dashboard()
        let answer = Message.answered(.stacks, .stacks([Self.stack("default", "/w/api", branch: "main")]))
        dashboard.press(.character("B"))
        dashboard.send(answer)
        dashboard.press(.enter)
        #expect(dashboard.effects.isEmpty && dashboard.model.overlay == nil)
        dashboard.press(.character("B"))
        dashboard.send(answer)
        dashboard.press(.character("x"))
        #expect(dashboard.effects == [.lend(.dusty(["stack", "remove", "default"], pauses: .always))])
        dashboard.press(.character("f"))
        #expect(dashboard.effects == [.lend(.dusty(["stack", "front", "default"], pauses: .always))])
        dashboard.press(.character("n"))
        dashboard.type("fix-ui")
        dashboard.press(.enter)
        #expect(dashboard.effects == [.lend(.dusty(["stack", "new", "fix-ui", "--up"], pauses: .always))])
    }

    @Test func `a shown stack that is removed gives way to the daemon's own, which says so`() {
        let error = DustyError(.notFound, "there is no stack `fix-ui`")
        var snapshot = ExampleStack.snapshot
        var dashboard = Dashboard(snapshot: snapshot)
        dashboard.send(.lost(error, retryAt: ExampleStack.now))
        #expect(dashboard.effects.isEmpty, "an older daemon does not know the question")
        snapshot.stack = "fix-ui"
        dashboard = Dashboard(snapshot: snapshot)
        dashboard.send(.lost(DustyError(.unavailable, "no answer"), retryAt: ExampleStack.now))
        #expect(dashboard.effects.isEmpty)
        dashboard.send(.lost(error, retryAt: ExampleStack.now))
        #expect(dashboard.effects == [.openStack("default", "The stack fix-ui is gone. This is the daemon's own.")])
    }

    @Test func `looking at another stack is allowed where changes are not`() {
        var dashboard = Dashboard()
        dashboard.model.access = .readOnly
        dashboard.press(.character("B"))
        dashboard.send(.answered(.stacks, .stacks([Self.stack("fix-ui", "/w/fix", branch: nil)])))
        dashboard.press(.character("x"))
        #expect(!dashboard.effects.contains { if case .lend = $0 { true } else { false } })
        dashboard.press(.enter)
        #expect(dashboard.effects == [.openStack("fix-ui")])
    }

    @Test func `e opens a shell in what runs and says why it cannot in what does not`() {
        var dashboard = Dashboard()
        dashboard.press(.character("e"))
        #expect(dashboard.effects == [.lend(.dusty(["shell", "admin"], pauses: .never))])
        dashboard.press(.down, .down, .character("e"))
        #expect(dashboard.notice.contains("billing is not running (exited 137)"))
    }

    @Test func `c lists scripts, and one runs with the arguments that are typed`() {
        var dashboard = Dashboard()
        dashboard.press(.character("c"))
        #expect(dashboard.model.queries == [.scripts("admin")])
        #expect(dashboard.text.contains("asking the daemon"))
        let scripts = ["migrate", "seed"].map { ScriptInfo(app: "admin", name: $0, description: "\($0) the data") }
        dashboard.send(.answered(.scripts("admin"), .scripts(scripts)))
        #expect(dashboard.text.contains("seed the data"))
        dashboard.press(.down, .enter)
        dashboard.type("--big 'two words'")
        dashboard.press(.enter)
        let script = ScriptRequest(name: "seed", arguments: ["--big", "two words"])
        #expect(dashboard.requests == [JobRequest(.script("admin", script), queue: true)])
        #expect(dashboard.model.overlay == nil && dashboard.model.focus == .jobs)
        var job = ExampleStack.job(kind: .script, names: ["admin"])
        job.suite = "seed"
        dashboard.send(.accepted(job))
        let command = "dusty scripts admin seed --big 'two words'"
        #expect(dashboard.notice == "script admin seed: job 9, the same as `\(command)`")
    }

    @Test func `t runs a script that asks on this terminal`() {
        var dashboard = Dashboard()
        dashboard.press(.character("c"))
        dashboard.send(.answered(.scripts("admin"), .scripts([ScriptInfo(app: "admin", name: "ask", description: "")])))
        dashboard.press(.character("t"))
        dashboard.type("-v")
        dashboard.press(.enter)
        #expect(dashboard.effects == [.lend(.dusty(["scripts", "admin", "ask", "-v"], pauses: .always))])
        dashboard.press(.character("A"))
        dashboard.send(.answered(.assets, .assets(Self.assets)))
        dashboard.press(.character("t"))
        #expect(dashboard.notice == "That key does nothing in this list.")
    }

    @Test func `an app without scripts says so, and Esc closes the list`() {
        var dashboard = Dashboard()
        dashboard.press(.character("c"))
        dashboard.send(.answered(.scripts("admin"), .scripts([])))
        #expect(dashboard.text.contains("admin has no scripts in its spec."))
        dashboard.press(.enter, .escape)
        #expect(dashboard.model.overlay == nil)
    }

    @Test func `T starts a suite as a job whose output is then to be seen`() {
        var dashboard = Dashboard()
        dashboard.press(.character("T"))
        dashboard.send(.answered(.suites("admin"), .suites([TestSuiteInfo(name: "unit")])))
        dashboard.press(.enter)
        dashboard.type("-k fast")
        dashboard.press(.enter)
        let test = TestRequest(suite: "unit", arguments: ["-k", "fast"])
        #expect(dashboard.requests == [JobRequest(.test("admin", test), queue: true)])
        #expect(dashboard.model.focus == .jobs)
    }

    @Test func `results of suites are shown with the job as they come`() {
        var snapshot = ExampleStack.snapshot
        snapshot.jobs[0].kind = .test
        snapshot.jobs[0].tests = [
            TestOutcome(suite: "unit", result: .passed, exitCode: 0, seconds: 2),
            TestOutcome(suite: "slow", result: .failed, exitCode: 3, seconds: 61),
        ]
        var dashboard = Dashboard(snapshot: snapshot)
        dashboard.press(.character("5"))
        #expect(dashboard.text.contains("unit passed  2.0s"))
        #expect(dashboard.text.contains("slow failed with exit code 3  1:01"))
    }

    @Test func `A lists assets and marks which are missing`() {
        var dashboard = Dashboard()
        dashboard.press(.character("A"))
        dashboard.send(.answered(.assets, .assets(Self.assets)))
        #expect(dashboard.row(with: "deploy-key").contains("MISSING, required by web"))
        #expect(dashboard.row(with: "npm-token").contains("set 2h ago"))
        dashboard.press(.enter)
        dashboard.type("~/.ssh/deploy")
        dashboard.press(.enter)
        #expect(dashboard.effects == [.readAsset("deploy-key", file: "~/.ssh/deploy")])
    }

    @Test func `an asset is edited, or forgotten after a question`() {
        var dashboard = Dashboard()
        dashboard.press(.character("A"))
        dashboard.send(.answered(.assets, .assets(Self.assets)))
        dashboard.press(.down, .character("e"))
        #expect(dashboard.effects == [.lend(.editor(asset: "npm-token"))])
        dashboard.press(.character("x"))
        #expect(dashboard.text.contains("Forget the asset npm-token?"))
        dashboard.press(.character("n"))
        #expect(dashboard.effects.isEmpty)
        dashboard.press(.character("A"))
        dashboard.send(.answered(.assets, .assets(Self.assets)))
        dashboard.press(.down, .character("x"), .character("y"))
        #expect(dashboard.effects == [.forgetAsset("npm-token")])
    }

    @Test func `a repo is taken from a directory, given back, or brought up to date`() {
        var dashboard = Dashboard()
        let repos = ["api", "web"].map {
            RepoStatus(
                name: "github.com/shop/\($0)",
                shortName: $0,
                path: "/srv/\($0)",
                overridden: $0 == "api",
                present: true,
                usedBy: [$0]
            )
        }
        dashboard.press(.character("3"), .enter)
        dashboard.send(.answered(.repos, .repos(repos)))
        dashboard.press(.enter)
        #expect(dashboard.text.contains("directory of api: /srv/api_"))
        dashboard.type("2")
        dashboard.press(.enter)
        #expect(dashboard.effects == [.changeRepo(RepoRequest(name: "github.com/shop/api", path: "/srv/api2"))])
        dashboard.press(.character("x"))
        #expect(dashboard.effects == [.changeRepo(RepoRequest(name: "github.com/shop/api", path: nil))])
        dashboard.press(.down, .character("u"))
        #expect(dashboard.requests == [JobRequest(.pull(["github.com/shop/web"]), queue: true)])
    }

    @Test func `deactivating a bundle asks first, whichever way`() {
        var dashboard = Dashboard()
        dashboard.press(.character(":"))
        dashboard.type("bundles deactivate search")
        dashboard.press(.enter)
        #expect(dashboard.text.contains("Deactivate search?"))
        #expect(dashboard.effects.isEmpty)
        dashboard.press(.character("y"))
        #expect(dashboard.effects == [.changeBundles([BundleRequest(names: ["search"], active: false)])])
    }

    @Test func `commands by name take scripts, suites and variables`() {
        var dashboard = Dashboard()
        dashboard.press(.character(":"))
        dashboard.type("run migrate --fast")
        dashboard.press(.enter)
        let script = ScriptRequest(name: "migrate", arguments: ["--fast"])
        #expect(dashboard.requests == [JobRequest(.script("admin", script), queue: true)])
        dashboard.press(.character("1"), .character(":"))
        dashboard.type("env set LEVEL=debug")
        dashboard.press(.enter)
        let request = EnvRequest(name: "admin", set: [EnvVariable(name: "LEVEL", value: "debug")])
        #expect(dashboard.effects == [.changeEnv(request)])
        dashboard.press(.character(":"))
        dashboard.type("env unset LEVEL")
        dashboard.press(.enter)
        #expect(dashboard.effects == [.changeEnv(EnvRequest(name: "admin", unset: ["LEVEL"]))])
    }

    @Test func `a dashboard that only looks says so and asks for nothing`() {
        var dashboard = Dashboard()
        dashboard.model.access = .readOnly
        for key: Character in ["r", "R", "s", "u", "D", "S", "e"] {
            dashboard.press(.character(key))
            #expect(dashboard.requests.isEmpty)
            #expect(dashboard.notice.contains("only looks"), "\(key)")
            #expect(dashboard.model.overlay == nil)
        }
        dashboard.press(.character("c"))
        dashboard.send(.answered(.scripts("admin"), .scripts([ScriptInfo(app: "admin", name: "m", description: "")])))
        dashboard.press(.enter)
        #expect(dashboard.model.prompt == nil)
    }

    @Test func `a daemon of another major version is only looked at`() {
        var snapshot = ExampleStack.snapshot
        snapshot.daemon.version = "99.0.0"
        var dashboard = Dashboard(snapshot: snapshot)
        #expect(dashboard.text.contains("daemon 99.0.0, client \(DustyVersion.current)"))
        dashboard.press(.character("r"))
        #expect(dashboard.requests.isEmpty)
        #expect(dashboard.notice.contains(":upgrade"))
    }

    @Test(
        arguments: [
            ("", []), ("a  b", ["a", "b"]), ("'a b' \"c d\"", ["a b", "c d"]), ("a\\ b", ["a b"]), ("''", [""]),
            ("$HOME `id` *", ["$HOME", "`id`", "*"]), ("x'y'z", ["xyz"]), ("\"a\\\"b\"", ["a\"b"]),
        ] as [(String, [String])]
    )
    func `words are split as a shell would and nothing is replaced`(line: String, words: [String]) throws {
        #expect(try CommandWords.split(line) == words)
    }

    @Test func `a quote that is not closed is refused`() {
        #expect(throws: DustyError.self) { try CommandWords.split("say 'hi") }
        var dashboard = Dashboard()
        dashboard.press(.character(":"))
        dashboard.type("run say 'hi")
        dashboard.press(.enter)
        #expect(dashboard.notice.contains("is not closed"))
    }
}
