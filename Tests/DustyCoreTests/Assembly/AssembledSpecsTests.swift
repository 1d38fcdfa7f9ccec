import Testing

@testable import DustyCore

@Suite struct AssembledSpecsTests {
    /// a → b, c → d (a diamond), and e apart; libs l → m, n → o and m → o.
    private let specs = Specs(
        apps: [
            AppSpec(name: "a", image: "x", depends: .init(apps: ["c", "b"], services: ["s"], libs: ["l"])),
            AppSpec(name: "b", image: "x", depends: .init(apps: ["d"])),
            AppSpec(name: "c", image: "x", depends: .init(apps: ["d"])),
            AppSpec(name: "d", repo: RepoReference("h/o/d"), mount: "/d", image: "x", depends: .init(libs: ["o"])),
            AppSpec(name: "e", image: "x", depends: .init(libs: ["z"]), conditionalLinks: .init(apps: ["a"])),
        ],
        libs: [
            LibSpec(name: "l", repo: RepoReference("h/o/l"), mount: "/l", libs: ["n", "m"]),
            LibSpec(name: "m", repo: RepoReference("h/o/m"), mount: "/m", libs: ["o"]),
            LibSpec(name: "n", repo: RepoReference("h/o/n"), mount: "/n", libs: ["o"]),
            LibSpec(name: "o", repo: RepoReference("h/o/o"), mount: "/o"),
            LibSpec(name: "z", repo: RepoReference("h/o/z"), mount: "/z"),
        ],
        services: ["s", "t", "u"].map { ServiceSpec(name: $0, compose: ["image": "y"]) },
        bundles: [
            BundleSpec(name: "one", apps: ["a"]), BundleSpec(name: "two", apps: ["e"], services: ["t"]),
            BundleSpec(name: "none"),
        ]
    )

    @Test func `A11 A14 The closure has every app once, and none that is not needed`() {
        let assembled = AssembledSpecs(specs, activeBundles: ["one"])
        #expect(assembled.apps.map(\.name) == ["a", "b", "c", "d"])
        #expect(assembled.services.map(\.name) == ["s"])
        #expect(AssembledSpecs(specs, activeBundles: ["one", "two"]).apps.map(\.name) == ["a", "b", "c", "d", "e"])
    }

    @Test func `A12 A15 A17 Libs of libs come along, dependencies first, ties by name`() throws {
        let assembled = AssembledSpecs(specs, activeBundles: ["one"])
        #expect(assembled.app("a")?.depends.libs == ["o", "m", "n", "l"])
        #expect(assembled.app("d")?.depends.libs == ["o"])
        #expect(assembled.app("b")?.depends.libs == [])
        #expect(assembled.libs.map(\.name) == ["o", "m", "n", "l"])
        #expect(assembled.lib("l")?.libs == ["n", "m"])
    }

    @Test func `A16 A18 Repos in a container are its own and its libs'`() throws {
        let assembled = AssembledSpecs(specs, activeBundles: ["one"])
        let a = try #require(assembled.app("a"))
        let d = try #require(assembled.app("d"))
        #expect(assembled.repos(of: a).map(\.name) == ["h/o/o", "h/o/m", "h/o/n", "h/o/l"])
        #expect(assembled.repos(of: d).map(\.name) == ["h/o/d", "h/o/o"])
        #expect(assembled.repos.map(\.name) == ["h/o/d", "h/o/l", "h/o/m", "h/o/n", "h/o/o"])
        #expect(assembled.apps(using: RepoReference("h/o/o")) == ["a", "d"])
    }

    @Test func `A bundle may bring services only, and conditional links bring nothing`() {
        let assembled = AssembledSpecs(specs, activeBundles: ["two"])
        #expect(assembled.apps.map(\.name) == ["e"])
        #expect(assembled.services.map(\.name) == ["t"])
        #expect(AssembledSpecs(specs, activeBundles: ["none"]).isEmpty)
    }

    @Test func `Bundles that the specs do not know are listed apart`() {
        let assembled = AssembledSpecs(specs, activeBundles: ["two", "gone"])
        #expect(assembled.bundles.map(\.name) == ["two"])
        #expect(assembled.unknownBundles == ["gone"])
    }

    @Test func `Cycles that were not checked do no harm`() {
        let ring = Specs(
            apps: [
                AppSpec(name: "a", image: "x", depends: .init(apps: ["b"])),
                AppSpec(name: "b", image: "x", depends: .init(apps: ["a"])),
            ],
            bundles: [BundleSpec(name: "r", apps: ["a"])]
        )
        #expect(AssembledSpecs(ring, activeBundles: ["r"]).apps.map(\.name) == ["a", "b"])
    }

    @Test func `A08 A diamond is no cycle`() {
        let edges = ["a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []]
        #expect(NameGraph.cycles(among: Array(edges.keys)) { edges[$0] ?? [] } == [])
    }

    @Test func `A07 Every ring is found, also when rings share names`() {
        let edges = ["a": ["b"], "b": ["a", "c"], "c": ["b"], "x": ["x"]]
        #expect(
            NameGraph.cycles(among: Array(edges.keys)) { edges[$0] ?? [] } == [
                ["a", "b", "a"], ["b", "c", "b"], ["x", "x"],
            ]
        )
    }

    @Test func `A05 A16 Apps, libs and services are found by name, and an unknown name is an error of its own`() throws
    {
        let assembled = AssembledSpecs(specs, activeBundles: ["one"])
        #expect(assembled.app("d")?.repo == RepoReference("h/o/d"))
        #expect(assembled.lib("o")?.repo == RepoReference("h/o/o"))
        #expect(assembled.service("s")?.name == "s")
        #expect(assembled.app("e") == nil && assembled.lib("z") == nil && assembled.service("t") == nil)
        let error = DustyError.unknown("aa", among: assembled.names)
        #expect(error.code == .notFound && error.hint == "did you mean `a`?")
    }

    @Test func `Services that others share something with come along`() {
        let shared = Specs(
            services: [
                ServiceSpec(name: "db", compose: ["image": "y", "volumes_from": ["data:ro"]]),
                ServiceSpec(name: "data", compose: ["image": "y", "network_mode": "service:vpn"]),
                ServiceSpec(name: "vpn", compose: ["image": "y"]),
            ],
            bundles: [BundleSpec(name: "b", services: ["db"])]
        )
        #expect(AssembledSpecs(shared, activeBundles: ["b"]).services.map(\.name) == ["data", "db", "vpn"])
    }
}
