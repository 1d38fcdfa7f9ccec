import DustyCore
import Testing

@testable import dustyd

@Suite struct DefinitionTests {
    private func with(_ body: (TestStack, Administration) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            try await body(stack, Administration(stack.copies))
        }
    }

    @Test func `an app's definition has its spec, its part of the Compose file and its environment`() async throws {
        try await with { _, administration in
            let set = EnvRequest(name: "api", set: [EnvVariable(name: "API_TOKEN", value: "s3cret-$5-value")])
            _ = try await administration.change(set, for: .tester)
            let hidden = try await administration.definition(of: "api", for: .tester)
            #expect(!"\(hidden)".contains("s3cret"))
            let info = try await administration.definition(of: "api", revealing: true, for: .tester)
            #expect(info.file == "apps/api.yml")
            #expect(info.spec.contains("repo:"))
            #expect(info.compiled.hasPrefix("api:\n"))
            let token = DefinitionInfo.Variable(name: "API_TOKEN", value: "s3cret-$5-value", overridden: true)
            #expect(info.environment.contains(token))
            #expect(!info.compiled.contains("s3cret"))
        }
    }

    @Test func `a name that is not active gets a suggestion`() async throws {
        try await with { _, administration in
            let error = await #expect(throws: DustyError.self) {
                try await administration.definition(of: "apj", for: .tester)
            }
            #expect(error?.code == .notFound)
            #expect(error?.hint == "did you mean `api`?")
        }
    }
}
