import Foundation
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct RsyncServerTests {
    @Test func `what becomes a word within single quotes has none itself`() {
        #expect(RsyncServer.confined.text.contains("rsync") && !RsyncServer.confined.text.contains("'"))
    }

    @Test func `syncs of many repos make the directories above their copies side by side`() async throws {
        try await withTemporaryDirectory { directory in
            for round in 0..<10 {
                let statuses = try await withThrowingTaskGroup(of: Int32.self) { group in
                    for repo in 0..<8 {
                        group.addTask {
                            let script = Script(Array("\(RsyncServer.entering.text)[ -z \"$empty\" ]".utf8))
                            let words = ["\(directory)/root", "a\(round)/b/c/d/e/\(repo)", "make"]
                            return try await SubprocessRunner().run(Command(script, words)) { _ in }.status
                        }
                    }
                    return try await group.reduce(into: [Int32]()) { $0.append($1) }
                }
                #expect(statuses.allSatisfy { $0 == 0 })
            }
        }
    }
}
