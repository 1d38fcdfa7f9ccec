import DustyCore
import DustyTestSupport
import Testing

@testable import dustyd

@Suite struct RepoSelectionTests {
    @Test(arguments: [
        (["tools"], ["/src/kit"]), (["kit"], ["/src/kit"]), (["api"], ["/src/api", "/src/kit"]),
        ([], ["/src/api", "/src/kit", "/src/web"]),
    ])
    func `names of repos, of apps and of libs mean repos, before and after a change of the specs`(
        names: [String],
        expected: [String]
    ) async throws {
        try await withTemporaryDirectory { directory in
            var specs = TestStack.specs
            specs["libs/tools.yml"] = specs.removeValue(forKey: "libs/kit.yml")
            specs["apps/api.yml"] = specs["apps/api.yml"]?.replacing("libs: [kit]", with: "libs: [tools]")
            let stack = try await TestStack(directory: directory, specs: specs)
            let selection = RepoSelection(names)
            let wanted = await stack.observatory.current().wanted
            try selection.check(wanted)
            #expect(Set(selection.repos(of: wanted).map(\.name)) == Set(expected))
            #expect(Set(selection.repos(of: try await stack.context.compile()).map(\.name)) == Set(expected))
            #expect(throws: DustyError.self) { try RepoSelection(["nothing"]).check(wanted) }
        }
    }
}
