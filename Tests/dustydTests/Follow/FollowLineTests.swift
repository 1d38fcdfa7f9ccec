import CLibrary
import DustyCore
import DustyTestSupport
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(1))) struct FollowLineTests {
    private let repo = RepoInUse(name: "example.org/shop", shortName: "shop", path: "/shop", overridden: true)

    @Test func `what was done before it is asked for is in the copy when it answers`() async throws {
        try await withTemporaryDirectory { directory in
            let source = ByteTree(root: "\(directory)/repo")
            mkdir(source.root, 0o755)
            let copied = Collector<Int>()
            let line = FollowLine()
            let follower = RepoFollower(
                path: source.root,
                reader: SubprocessRunner.currentUser,
                watcher: HostWatcher(),
                line: line
            ) { _ in
                copied.add(source.entries().count)
                return true
            } tell: { _ in
            }
            let following = Task { await follower.run() }
            for number in 1...20 {
                source.write(Array("\(number)".utf8), [1])
                let status = await line.await(sequence: 0)
                #expect(copied.values.last == number)
                #expect(status.sequence > 0)
            }
            let sequence = line.progress.status.sequence
            async let later = line.await(sequence: sequence + 1)
            source.write(Array("more".utf8), [1])
            let latest = await later
            #expect(latest.sequence > sequence)
            following.cancel()
            await following.value
        }
    }

    @Test func `one who waits for what does not come is told so in the end`() async throws {
        let (lines, line) = (FollowLines(), FollowLine())
        await #expect(throws: DustyError.self) { try await lines.await(repo, sequence: 0, for: .seconds(1)) }
        lines.put(line, for: repo.name)
        line.backlog.add(.blind)
        let error = await #expect(throws: DustyError.self) {
            try await lines.await(repo, sequence: 0, for: .milliseconds(10))
        }
        #expect(error?.message == "shop is not in step yet: reconciling, 0 changes so far")
    }
}
