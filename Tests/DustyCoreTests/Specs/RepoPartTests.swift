import Testing

@testable import DustyCore

@Suite struct RepoPartTests {
    @Test(
        arguments: [
            ("web", "web"), ("./apps//web/", "apps/web"), (".", ""), ("a/.b", "a/.b"), ("a b", "a b"), ("..a", "..a"),
        ]
    )
    func `a directory of a repo has one form`(_ text: String, _ normal: String) {
        #expect(RepoPart.normal(text) == normal)
    }

    @Test(arguments: ["", "/", "/web", "..", "a/../b", "a/..", "a:b", ".git", "a/.GIT/b", "a\nb", "a\u{0}"])
    func `what leads out of the repo, into git's own or into another volume is none`(_ text: String) {
        #expect(RepoPart.normal(text) == nil)
    }

    @Test func `a path is in a directory by whole names only`() {
        #expect(RepoPart.isPath("a/b", in: "a") && RepoPart.isPath("a", in: "a"))
        #expect(!RepoPart.isPath("ab", in: "a") && !RepoPart.isPath("a", in: "a/b"))
        #expect(RepoPart.isPath([97, 47, 0xFF], in: "a") && !RepoPart.isPath([97, 98], in: "a"))
        #expect(RepoPart.way(to: "a/b/c") == ["a", "a/b", "a/b/c"])
    }

    private let specs = Specs(
        apps: [
            AppSpec(
                name: "web",
                repo: RepoReference("h/o/mono"),
                mount: "/w",
                part: "web",
                image: "x",
                depends: .init(libs: ["kit"])
            ),
            AppSpec(
                name: "whole",
                repo: RepoReference("h/o/kit"),
                mount: "/k",
                image: "x",
                depends: .init(libs: ["kit"])
            ),
        ],
        libs: [LibSpec(name: "kit", repo: RepoReference("https://h/o/mono.git"), mount: "/kit", part: "shared/kit")],
        bundles: [BundleSpec(name: "b", apps: ["web", "whole"])]
    )

    @Test func `all that specs mount of a repo is known, however it is written, and what each app has of it`() {
        #expect(specs.parts(of: RepoReference("ssh://git@h/o/mono")) == ["shared/kit", "web"])
        #expect(specs.parts(of: RepoReference("h/o/kit")).isEmpty)
        let assembled = AssembledSpecs(specs, activeBundles: ["b"])
        #expect(
            assembled.apps.map(assembled.parts) == [
                ["h/o/mono": ["web"], "https://h/o/mono.git": ["shared/kit"]], ["https://h/o/mono.git": ["shared/kit"]],
            ]
        )
    }

    @Test func `a copy of which directories are mounted has a place that no container had as a whole`() {
        let tree = MachineTree(root: "/m", of: specs)
        #expect(tree.path(of: RepoReference("h/o/mono"), "web") == "/m\(Self.place)/web")
        #expect(tree.path(of: RepoReference("h/o/kit"), nil) == "/m/dusty_repos/h/o/kit")
    }

    @Test func `another set of directories has another place, and the same set the same one`() {
        let mono = RepoReference("h/o/mono")
        func place(_ parts: String?...) -> String {
            let apps = parts.enumerated().map { number, part in
                AppSpec(name: "app\(number)", repo: mono, mount: "/w", part: part, image: "x")
            }
            return MachineTree(of: Specs(apps: apps)).path(of: mono)
        }
        let sets = [
            place("packages"), place("packages/a", "packages/b"), place("packages/a"), place("packages/a", nil),
        ]
        #expect(Set(sets).count == sets.count)
        #expect(sets.allSatisfy { $0.hasPrefix("/dusty_repos/@parts/h@o@mono/") })
        #expect(place("packages/b", "packages/a", "packages/b") == sets[1])
        #expect(place(nil) == "/dusty_repos/h/o/mono")
    }

    /// Where the copy of `shared/kit` and `web` lies.
    private static let place = "/dusty_repos/@parts/h@o@mono/755e6cd37100d7e5"

    @Test func `containers, tests and documents have the directory`() throws {
        let assembled = AssembledSpecs(specs, activeBundles: ["b"])
        let machine = MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1")
        let blueprint = try Blueprint(compiling: Inputs(assembled: assembled, machine: machine))
        let volumes = blueprint.compose["web"]?.definition["volumes"]?.items ?? []
        #expect(volumes.contains(.string("\(Self.place)/web:/w")))
        #expect(volumes.contains(.string("\(Self.place)/shared/kit:/kit")))
        #expect(blueprint.mounts.map(\.path) == ["/dusty_repos/h/o/kit", Self.place])
        #expect(assembled.document["apps"]?["web"]?["mount"] == ["from": "web", "to": "/w"])
        #expect(try SuiteTarget("web", in: specs).mounts.map(\.part) == ["web", "shared/kit"])
    }

    @Test func `an asset in a mounted directory is found in the copy`() {
        var app = AppSpec(name: "a", repo: RepoReference("h/o/a"), mount: "/srv", part: "a/b", image: "x")
        app.assets = [AssetSpec(name: "key", path: "/srv/key")]
        let assembled = AssembledSpecs(
            Specs(apps: [app], bundles: [BundleSpec(name: "b", apps: ["a"])]),
            activeBundles: ["b"]
        )
        #expect(assembled.assetPlaces(among: ["key"]) == [RepoReference("h/o/a"): ["a/b/key"]])
    }

    @Test func `rules see only what the app has of the repo`() {
        let rules = [WatchRule(paths: ["*.py"], action: .restart), WatchRule(paths: ["/web/conf"], action: .signal)]
        let watcher = CodeWatcher(app: "web", mount: "/w", part: "web", rules: rules)
        #expect(watcher.reaction(to: [Array("api/a.py".utf8), Array("webs/a.py".utf8)]) == .nothing)
        #expect(watcher.reaction(to: [Array("web/deep/a.py".utf8)]) == .restart)
        #expect(watcher.reaction(to: [Array("web/conf".utf8)]) == .inside(scripts: [], signals: ["HUP"]))
    }
}
