import DustyCore
import Testing

@testable import dustyd

@Suite struct EnvAdministrationTests {
    private func with(_ body: (TestStack, Administration) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            try await body(stack, Administration(stack.copies))
        }
    }

    private func text(_ all: [EnvStatus]) -> [String] {
        all.flatMap { status in status.variables.map { "\(status.name) \($0.name)=\($0.value)" } }
    }

    @Test func `A138 variables are set, listed, and unset one by one or all`() async throws {
        try await with { _, administration in
            let set = EnvRequest(
                name: "api",
                set: [EnvVariable(name: "B", value: "2"), EnvVariable(name: "A", value: "1")]
            )
            #expect(text(try await administration.change(set, for: .tester)) == ["api A=1", "api B=2"])
            let redis = EnvRequest(name: "redis", set: [EnvVariable(name: "A", value: "3")])
            #expect(text(try await administration.change(redis, for: .tester)) == ["api A=1", "api B=2", "redis A=3"])
            let one = EnvRequest(name: "api", unset: ["A"])
            #expect(text(try await administration.change(one, for: .tester)) == ["api B=2", "redis A=3"])
            let all = EnvRequest(name: "api", unsetAll: true)
            #expect(text(try await administration.change(all, for: .tester)) == ["redis A=3"])
            let left = try await administration.env(for: .tester)
            #expect(text(left) == ["redis A=3"])
        }
    }

    @Test func `A138 an override beats the spec in the Compose file, whatever is in it`() async throws {
        try await with { stack, administration in
            let hostile = "it's \"a\" $HOME ${X} $(id) `id`\n--- # é 😀: x"
            let request = EnvRequest(name: "api", set: [EnvVariable(name: "MODE", value: hostile)])
            _ = try await administration.change(request, for: .tester)
            let gathered = try await stack.context.gather()
            let environment = gathered.blueprint.compose["api"]?.definition["environment"]
            let escaped = hostile.split(separator: "$").joined(separator: "$$")
            #expect(environment?["MODE"] == .secret(Secret(escaped)))
            #expect(try await stack.settings.current().envOverrides["api"] == ["MODE": Secret(hostile)])
        }
    }

    @Test func `A138 a wrong name gets a suggestion, and nothing is set`() async throws {
        try await with { stack, administration in
            let request = EnvRequest(name: "apj", set: [EnvVariable(name: "A", value: "1")])
            let error = await #expect(throws: DustyError.self) {
                try await administration.change(request, for: .tester)
            }
            #expect(error?.code == .notFound)
            #expect(error?.hint == "did you mean `api`?")
            let unset = EnvRequest(name: "api", unset: ["A"])
            await #expect(throws: DustyError.self) { try await administration.change(unset, for: .tester) }
            let kept = try await stack.settings.current()
            #expect(kept.envOverrides == [:])
        }
    }

    @Test func `what the specs have forgotten is marked and can be unset, not set`() async throws {
        try await with { stack, administration in
            _ = try await stack.settings.change { $0.envOverrides = ["gone": ["A": "1"]] }
            let listed = try await administration.env(for: .tester)
            #expect(listed.map(\.known) == [false])
            let set = EnvRequest(name: "gone", set: [EnvVariable(name: "B", value: "1")])
            await #expect(throws: DustyError.self) { try await administration.change(set, for: .tester) }
            let unset = EnvRequest(name: "gone", unsetAll: true)
            let left = try await administration.change(unset, for: .tester)
            #expect(left == [])
        }
    }

    @Test(arguments: ["", "A=B", "A B", "A\n", "A\u{0}"])
    func `names that cannot be variables are refused`(name: String) async throws {
        try await with { _, administration in
            let request = EnvRequest(name: "api", set: [EnvVariable(name: name, value: "1")])
            let error = await #expect(throws: DustyError.self) {
                try await administration.change(request, for: .tester)
            }
            #expect(error?.code == .invalid)
        }
    }
}
