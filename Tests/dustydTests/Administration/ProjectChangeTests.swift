import DustyCore
import Testing

@testable import dustyd

/// Other specs in the place of those that a stack has something of.
@Suite struct ProjectChangeTests {
    @Test func `other specs are taken while there is nothing of the present ones`() async throws {
        try await with { stack, administration in
            try makeFile("\(stack.paths.machine)/persist/dusty_assets/key", "an asset is nobody's data")
            _ = try await administration.change(change("/other"), for: .root)
            #expect(try await stack.settings.current().specsRepo == "/other")
        }
    }

    @Test func `data in persist keep other specs away unless they are of the same project`() async throws {
        try await with { stack, administration in
            try makeFile("\(stack.paths.machine)/persist/shop/redis/dump.rdb", "")
            for value in ["/other", nil] {
                let error = await #expect(throws: DustyError.self) {
                    try await administration.change(change(value), for: .root)
                }
                #expect(error?.code == .conflict)
                #expect(error?.message == "\(Self.refused)1 directory in /persist (shop)")
                #expect(error?.hint?.contains("dusty stack new NAME --specs \(value ?? "REPO")") == true)
            }
            let setup = await #expect(throws: DustyError.self) {
                try await administration.setUp(SetupRequest(specsRepo: "/other"), for: .root)
            }
            #expect(setup?.code == .conflict)
            _ = try await administration.change(change("/specs"), for: .root)
            #expect(try await stack.settings.current().specsRepo == "/specs")
            _ = try await administration.change(change("/other", sameProject: true), for: .root)
            #expect(try await stack.settings.current().specsRepo == "/other")
        }
    }

    @Test func `volumes and containers count, those of others do not`() async throws {
        try await with { stack, administration in
            let labels = [ComposeLabel.project: "dusty"]
            stack.storage.set(
                EngineUsage(volumes: [
                    StoredVolume(name: "theirs_data", labels: [ComposeLabel.project: "theirs"], bytes: 0),
                    StoredVolume(name: "dusty_data", labels: labels, bytes: 0),
                ])
            )
            let error = await #expect(throws: DustyError.self) {
                try await administration.change(change("/other"), for: .root)
            }
            #expect(error?.message == "\(Self.refused)1 volume (dusty_data)")
        }
    }

    private static let refused = "refused, because other specs would find what the stack has of /specs: "

    private func change(_ value: String?, sameProject: Bool? = nil) -> SettingRequest {
        SettingRequest(key: "specs_repo", value: value, sameProject: sameProject)
    }

    private func with(_ body: (TestStack, Administration) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            try await body(stack, Administration(stack.copies, disk: stack.disk))
        }
    }
}
