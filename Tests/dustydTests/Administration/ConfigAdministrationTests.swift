import DustyCore
import Testing

@testable import dustyd

/// Settings, bundles and the first setup.
@Suite struct ConfigAdministrationTests {
    private func with(
        specs: [String: String] = TestStack.specs,
        _ body: (TestStack, Administration) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory, specs: specs)
            try await body(stack, Administration(stack.copies))
        }
    }

    private func change(
        _ names: [String],
        _ active: Bool,
        only: Bool = false,
        _ administration: Administration
    ) async throws -> [String] {
        let request = BundleRequest(names: names, active: active, only: only)
        return try await administration.change(request, for: .tester).map { "\($0.name) \($0.active)" }
    }

    @Test func `A68 A102 settings are listed with their values, one is changed, one is put back`() async throws {
        try await with { stack, administration in
            _ = try await stack.settings.change { $0.envOverrides = ["api": ["PASSWORD": "hush"]] }
            let all = try await administration.config()
            #expect(
                all.map(\.key) == [
                    "specs_repo", "owner", "bundles", "repo_overrides", "dusty_env_overrides", "machine", "follow",
                    "idle", "share",
                ]
            )
            #expect(all[0].value == "/specs")
            #expect(all[2].items == ["shop"])
            #expect(all[4].items == ["api: PASSWORD"])
            #expect(all.allSatisfy { !$0.summary.isEmpty && $0.command.hasPrefix("dusty ") })

            let owner = try await administration.change(SettingRequest(key: "owner", value: "root"), for: .root)
            #expect(owner[1].value == "root")
            let none = try await administration.change(SettingRequest(key: "owner", value: nil), for: .root)
            #expect(none[1].value == nil)
        }
    }

    @Test(
        arguments: [
            ("bundles", "x", "use `dusty bundles activate NAME…`"),
            ("repo_overrides", "x", "use `dusty repos override REPO DIRECTORY`"),
            ("dusty_env_overrides", "x", "use `dusty env set NAME VARIABLE VALUE`"),
            ("specs_rep", "x", "did you mean `specs_repo`?"),
            ("mac_username", "x", "use `dusty config set owner VALUE`"),
            ("specs_repo", "-oProxyCommand=x", "write github.com/org/name"),
            ("specs_repo", "", "use `dusty config unset specs_repo`"),
            ("owner", "nobody-of-this-name", "give a login name"),
        ]
    )
    func `A102 A103 what cannot be set is refused with what to do`(
        key: String,
        value: String,
        hint: String
    ) async throws {
        try await with { stack, administration in
            let before = try await stack.settings.current()
            let error = await #expect(throws: DustyError.self) {
                try await administration.change(SettingRequest(key: key, value: value), for: .root)
            }
            #expect(error?.hint?.hasPrefix(hint) == true, "\(String(describing: error))")
            #expect(try await stack.settings.current() == before)
        }
    }

    @Test func `A91 A92 bundles are listed by name, activated, deactivated, and chosen alone`() async throws {
        try await with { _, administration in
            let listed = try await administration.bundles(for: .tester)
            #expect(listed.map(\.active) == [false, true])
            #expect(try await change(["back", "shop"], true, administration) == ["back true", "shop true"])
            #expect(try await change(["back"], true, only: true, administration) == ["back true", "shop false"])
            #expect(try await change(["back", "shop"], false, administration) == ["back false", "shop false"])
            await #expect(throws: DustyError.self) { try await change(["back"], false, only: true, administration) }
            await #expect(throws: DustyError.self) {
                try await change(["back", "nope"], true, only: true, administration)
            }
            #expect(try await administration.bundles(for: .tester).map(\.active) == [false, false])
        }
    }

    @Test func `A93 names and descriptions of bundles may be in any script`() async throws {
        var specs = TestStack.specs
        specs["bundles/käse-🧀.yml"] = "description: Schöne Grüße, 世界\napps: [web]\n"
        try await with(specs: specs) { stack, administration in
            let rows = try await administration.change(
                BundleRequest(names: ["käse-🧀"], active: true, only: true),
                for: .tester
            )
            let active = rows.filter(\.active)
            #expect(active.map(\.name) == ["käse-🧀"])
            #expect(active.map(\.description) == ["Schöne Grüße, 世界"])
            #expect(try await stack.settings.current().bundles == ["käse-🧀"])
        }
    }

    @Test func `A121 setup keeps repo, owner and bundles at once`() async throws {
        try await with { stack, administration in
            _ = try await stack.settings.change { settings in
                settings.specsRepo = nil
                settings.bundles = []
            }
            let report = try await administration.setUp(
                SetupRequest(specsRepo: "/specs", owner: "root", bundles: ["shop", "back"]),
                for: .root
            )
            #expect(report.owner == "root")
            #expect(report.problems == [])
            #expect(report.bundles.map(\.active) == [true, true])
            let settings = try await stack.settings.current()
            #expect(settings.specsRepo == "/specs")
            #expect(settings.owner == "root")
            #expect(settings.bundles == ["back", "shop"])
        }
    }

    @Test(arguments: [
        SetupRequest(specsRepo: "/specs", owner: "nobody-of-this-name"),
        SetupRequest(specsRepo: "ext::sh -c id", owner: "root"), SetupRequest(owner: "root"),
        SetupRequest(specsRepo: "/specs", owner: "root", bundles: ["nope"]),
        SetupRequest(specsRepo: "github.com/acme/unreachable", owner: "root"),
    ])
    func `a setup that cannot work keeps nothing`(request: SetupRequest) async throws {
        try await with { stack, administration in
            _ = try await stack.settings.change { $0.specsRepo = nil }
            let before = try await stack.settings.current()
            await stack.world.fail("git unreachable", with: DustyError(.failed, "it cannot be reached"))
            await #expect(throws: DustyError.self) { try await administration.setUp(request, for: .root) }
            #expect(try await stack.settings.current() == before)
        }
    }
}
