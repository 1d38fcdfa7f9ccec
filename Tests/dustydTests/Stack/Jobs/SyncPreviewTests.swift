import DustyCore
import Testing

@testable import dustyd

@Suite struct SyncPreviewTests {
    @Test func `what a sync would do is told by repo, and only rehearsed`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            _ = try await stack.run(.up())
            await stack.world.set(
                transfer: TransferResult(files: 2, deleted: 412, bytes: 9, changed: true),
                of: "\(stack.paths.repos)/src/kit"
            )
            await stack.world.forgetCalls()
            let previews = try await Administration(stack.copies).syncPreview(named: ["kit"], exact: false)
            #expect(
                previews == [SyncPreview(repo: previews[0].repo, shortName: "kit", files: 2, bytes: 9, deleted: 412)]
            )
            #expect(await stack.world.calls == ["rehearse sync \(stack.paths.repos)/src/kit"])
            #expect(try await Administration(stack.copies).syncPreview(named: [], exact: false).count == 3)
        }
    }

    @Test func `a name that there is not is refused`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            await #expect(throws: DustyError.self) {
                _ = try await Administration(stack.copies).syncPreview(named: ["../etc"], exact: false)
            }
        }
    }
}
