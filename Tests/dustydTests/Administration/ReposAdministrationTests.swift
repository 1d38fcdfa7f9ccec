import DustyCore
import Testing

@testable import dustyd

@Suite struct ReposAdministrationTests {
    private func with(
        _ body: (_ directory: String, TestStack, Administration) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            var specs = TestStack.specs
            specs["apps/other.yml"] = """
                repo: github.com/org/api
                mount: /other
                branch: release/2.x
                image: python:3.11
                commands: {always: [sleep 1]}
                """
            specs["bundles/other.yml"] = "apps: [other]\n"
            let stack = try await TestStack(directory: directory, specs: specs)
            for name in ["one", "two"] {
                try stack.files.replace("\(directory)/src/\(name)/file", with: [], mode: 0o644)
            }
            try stack.files.replace("\(directory)/specs/file", with: [], mode: 0o644)
            try await body(directory, stack, Administration(stack.copies))
        }
    }

    private func overrides(_ rows: [RepoStatus]) -> [String] {
        rows.filter(\.overridden).map(\.name)
    }

    @Test func `A104 repos are listed by name after the specs repo, with overrides and state`() async throws {
        try await with { directory, _, administration in
            let rows = try await administration.repos(for: .tester)
            #expect(rows.map(\.name) == ["/specs", "/src/api", "/src/kit", "/src/web", "github.com/org/api"])
            #expect(overrides(rows) == ["/specs"])
            #expect(rows[0].usedBy == ["specs"])
            #expect(rows[0].branch == "trunk")
            #expect(rows[0].ahead == 1)
            #expect(rows[0].behind == 2)
            #expect(rows[0].changed == 1)
            #expect(!rows[1].present && rows[1].branch == nil)
            let one = "\(directory)/src/one"
            let after = try await administration.change(RepoRequest(name: "kit", path: one), for: .tester)
            #expect(overrides(after) == ["/specs", "/src/kit"])
            #expect(after[2].path == one)
        }
    }

    @Test func `a clone that cannot be looked at says why in its row only`() async throws {
        try await with { _, stack, administration in
            await stack.world.fail("git status", with: DustyError(.failed, "dubious ownership"))
            let rows = try await administration.repos(for: .tester)
            #expect(rows[0].note == "dubious ownership")
            #expect(rows.count == 5)
        }
    }

    @Test(arguments: ["relative", "/with:colon", "/nowhere/at/all", "/new\nline", ""])
    func `A105 paths that cannot be used are refused and nothing is stored`(path: String) async throws {
        try await with { _, stack, administration in
            let before = try await stack.settings.current()
            await #expect(throws: DustyError.self) {
                try await administration.change(RepoRequest(name: "kit", path: path), for: .tester)
            }
            #expect(try await stack.settings.current() == before)
        }
    }

    @Test func `A105 an override is stored under the full name and given back`() async throws {
        try await with { directory, stack, administration in
            let path = "\(directory)/src/one"
            _ = try await administration.change(RepoRequest(name: "kit", path: path), for: .tester)
            #expect(try await stack.settings.current().repoOverrides["/src/kit"] == path)
            let rows = try await administration.change(RepoRequest(name: "kit", path: nil), for: .tester)
            #expect(overrides(rows) == ["/specs"])
            let again = await #expect(throws: DustyError.self) {
                try await administration.change(RepoRequest(name: "kit", path: nil), for: .tester)
            }
            #expect(again?.code == .conflict)
            let ambiguous = await #expect(throws: DustyError.self) {
                try await administration.change(RepoRequest(name: "api", path: path), for: .tester)
            }
            #expect(ambiguous?.hint == "give the full name: /src/api, github.com/org/api")
        }
    }

    @Test func `A106 all overrides are given back at once, the specs repo's too, although the specs then move`()
        async throws
    {
        try await with { directory, stack, administration in
            let changes = ["/src/kit": "one", "/src/web": "two"].map {
                RepoRequest(name: $0.key, path: "\(directory)/src/\($0.value)")
            }
            #expect(overrides(try await administration.change(RepoChanges(changes), for: .tester)).count == 3)
            // The managed clone of the specs appears when git is asked for it; in memory nothing does.
            for (name, text) in TestStack.specs { try makeFile("\(stack.paths.repos)/specs/\(name)", text) }
            let back = ["/specs", "kit", "/src/web"].map { RepoRequest(name: $0, path: nil) }
            let rows = try await administration.change(RepoChanges(back), for: .tester)
            #expect(overrides(rows) == [])
            #expect(try await stack.settings.current().repoOverrides == [:])
        }
    }

    @Test func `A107 several overrides are made together or not at all, both repos of one short name too`() async throws
    {
        try await with { directory, stack, administration in
            let names = ["/src/api", "github.com/org/api"]
            let changes = names.map { RepoRequest(name: $0, path: "\(directory)/src/one") }
            #expect(
                overrides(try await administration.change(RepoChanges(changes), for: .tester)) == ["/specs"] + names
            )
            let before = try await stack.settings.current()
            let mixed = RepoChanges([
                RepoRequest(name: "kit", path: "\(directory)/src/two"), RepoRequest(name: "nothing", path: "/"),
            ])
            await #expect(throws: DustyError.self) { try await administration.change(mixed, for: .tester) }
            #expect(try await stack.settings.current() == before)
        }
    }

    @Test func `an override that the specs have forgotten can be given back`() async throws {
        try await with { _, stack, administration in
            _ = try await stack.settings.change { $0.repoOverrides["h/o/gone"] = "/x" }
            _ = try await administration.change(RepoRequest(name: "h/o/gone", path: nil), for: .tester)
            #expect(try await stack.settings.current().repoOverrides["h/o/gone"] == nil)
        }
    }

    @Test func `A108 update touches the active managed repos, or the named ones, with the branch of the spec`()
        async throws
    {
        try await with { directory, stack, _ in
            _ = try await stack.settings.change { $0.repoOverrides["/src/web"] = "\(directory)/src/one" }
            let job = try await stack.run(.pull([]))
            #expect(job.state == .succeeded)
            #expect(await Set(stack.world.calls) == ["git api", "git kit"])
            #expect(job.tail.contains("web: overridden, left alone"))
            #expect(job.tail.contains("kit: up to date"))

            await stack.world.forgetCalls()
            _ = try await stack.run(.pull(["github.com/org/api"]))
            #expect(await stack.world.calls == ["git api release/2.x"])
            let error = await #expect(throws: DustyError.self) {
                try await stack.run(.pull(["kat"]))
            }
            #expect(error?.hint == "did you mean `kit`?")
        }
    }

    @Test func `A142 one repo that fails does not stop the others, and all failures are reported at the end`()
        async throws
    {
        try await with { _, stack, _ in
            await stack.world.fail("git api", with: DustyError(.failed, "api is away", hint: "call it"))
            let one = try await stack.run(.pull([]))
            #expect(one.state == .failed)
            #expect(one.error?.message == "api is away")
            #expect(await Set(stack.world.calls) == ["git api", "git kit", "git web"])
            await stack.world.fail("git web", with: DustyError(.failed, "web is away"))
            let two = try await stack.run(.up())
            #expect(two.error?.message == "2 repos could not be updated: api is away; web is away")
            #expect(two.error?.hint == "call it")
        }
    }
}
