import Testing

@testable import DustyCore

struct TestAssetsTests {
    private let specs = Specs(
        apps: [
            AppSpec(
                name: "api",
                repo: RepoReference("/src/api"),
                mount: "/api",
                image: "python:3.11",
                depends: AppSpec.Dependencies(libs: ["kit"]),
                assets: [
                    AssetSpec(name: "key", path: "/etc/api.key"),
                    AssetSpec(name: "hint", path: "/hint", required: false),
                ],
                test: TestSpec(once: ["echo once"], suites: [SuiteSpec(name: "unit", command: ["pytest"])])
            )
        ],
        libs: [
            LibSpec(
                name: "kit",
                repo: RepoReference("/src/kit"),
                mount: "/kit",
                assets: [AssetSpec(name: "token", path: "/token")]
            )
        ]
    )

    private func composition(_ set: Set<String>) throws -> SuiteComposition {
        SuiteComposition(
            target: try SuiteTarget("api", in: specs),
            names: .standard,
            project: "dusty-test-api-1-1",
            tree: MachineTree(root: "/m"),
            assets: set
        )
    }

    @Test func `A test container gets the assets of its app and libs, and no others`() throws {
        let volumes = try composition(["key", "token", "foreign"]).volumes
        #expect(
            volumes.filter { $0.contains("dusty_assets") } == [
                "/m/persist/dusty_assets/key:/dusty_assets/key:ro",
                "/m/persist/dusty_assets/token:/dusty_assets/token:ro",
            ]
        )
    }

    @Test func `A suite copies assets to where specs want them, the making of the image does not`() throws {
        let composition = try composition(["key", "token"])
        let suite = try #require(composition.target.test.suites.first)
        #expect(composition.scripts(for: suite)[0].text.contains("cp -f /dusty_assets/key /etc/api.key"))
        #expect(!composition.scripts(for: nil)[0].text.contains("/etc/api.key"))
    }

    @Test func `Which assets are set is part of the image's key`() throws {
        func key(_ assets: [String]) throws -> String {
            SuiteImage(try SuiteTarget("api", in: specs), names: .standard, base: "b", repos: [:], assets: assets).key
        }
        #expect(try key(["key"]) != key([]))
    }

    @Test func `Required assets that are not set are reported, optional ones are not`() throws {
        let missing = try SuiteTarget("api", in: specs).missingAssets(among: ["token"])
        #expect(missing.map(\.name) == ["key"])
        #expect(missing.map(\.users) == [["api"]])
    }

    @Test func `Assets of a suite's services are required for it, and mounted where their specs want them`() throws {
        var specs = TestFixture.specs
        specs.services["cache"]?.assets = [AssetSpec(name: "acl", path: "/etc/acl")]
        let target = try SuiteTarget("api", in: specs)
        let unit = try target.missingAssets(among: [], for: [TestFixture.unit])
        #expect(unit.isEmpty)
        let all = try target.missingAssets(among: [], for: [TestFixture.unit, TestFixture.integration])
        #expect(all.map(\.name) == ["acl"] && all.map(\.users) == [["cache"]])
        let composition = SuiteComposition(
            target: target,
            names: .standard,
            project: "dusty-test-api-7-1",
            tree: MachineTree(root: "/m", of: specs),
            assets: ["acl"]
        )
        let text = try composition.suiteText(TestFixture.integration, image: "i", arguments: []).revealed
        #expect(text.contains("/m/persist/dusty_assets/acl:/etc/acl:ro"))
    }
}
