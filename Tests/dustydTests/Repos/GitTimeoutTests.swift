import CLibrary
import DustyCore
import DustyTestSupport
import Testing

@testable import dustyd

/// Remotes that take a connection and say nothing.
@Suite(.timeLimit(.minutes(5))) struct GitTimeoutTests {
    private let caller = Caller(user: SubprocessRunner.currentUser, sshAuthSock: nil)

    @Test func `a git remote that is silent is given up with a message that says so`() async throws {
        let listener = try SilentListener()
        try await withTemporaryDirectory { directory in
            var silence = GitSession.Silence()
            silence.ofTransfer = .milliseconds(500)
            let git = GitCommand(runner: SubprocessRunner(), silence: silence)
            let error = await #expect(throws: DustyError.self) {
                try await git.update(
                    RepoReference("git://127.0.0.1:\(listener.port)/org/app"),
                    branch: nil,
                    at: directory + "/app",
                    as: caller
                )
            }
            #expect(error?.message.contains("nothing came for") == true, "\(String(describing: error))")
            #expect(error?.hint?.contains("git ls-remote git://127.0.0.1") == true)
            #expect(tree(directory).isEmpty, "nothing is left of the clone")
        }
        withExtendedLifetime(listener) {}
    }

    @Test func `a clone in which git hangs is kept, with the reason`() async throws {
        try await GitFixture.with { fixture in
            _ = try await fixture.update()
            let head = "\(fixture.clone)/.git/refs/heads/trunk"
            #expect(unlink(head) == 0 && mkfifo(head, 0o600) == 0)
            var silence = GitSession.Silence()
            silence.ofLook = .milliseconds(200)
            let update = try await GitCommand(runner: SubprocessRunner(), silence: silence).update(
                RepoReference(fixture.source),
                branch: nil,
                at: fixture.clone,
                as: caller
            )
            guard case .kept(let reason) = update.outcome else {
                Issue.record("\(update)")
                return
            }
            #expect(reason.hasPrefix("git did not answer within"))
        }
    }

    @Test func `what goes on slowly is not given up, what stops is`() async throws {
        let slow = try await withSilenceLimit(.seconds(8)) { alive in
            // On a thread of its own, which no other test keeps waiting.
            try await onThread {
                for _ in 0..<200 {
                    usleep(50_000)
                    alive()
                }
                return true
            }
        }
        #expect(slow == true)
        let stopped = try await withSilenceLimit(.milliseconds(50)) { _ in
            try await untilCancelled()
            return true
        }
        #expect(stopped == nil)
    }

    @Test func `how far git has come does not hide why it failed`() {
        let said = CommandResult(
            status: 128,
            output: "",
            errorOutput: """
                Cloning into '/x'...
                remote: Enumerating objects: 20, done.
                remote: Counting objects: 100% (20/20), done.\rReceiving objects:  45% (9/20), 1.2 MiB | 1 MiB/s
                fatal: early EOF
                remote: error: 2 files are too large
                """
        )
        #expect(said.withoutProgress.lastWords() == "fatal: early EOF; remote: error: 2 files are too large")
    }
}

/// Listens at a port of this host, takes connections as the kernel does, and says nothing.
private final class SilentListener {
    private let descriptor: Int32
    /// Where it listens.
    let port: UInt16

    init() throws {
        descriptor = socket(AF_INET, Platform.stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) | listen(descriptor, 8) | getsockname(descriptor, $0, &size)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        try #require(result == 0)
    }

    deinit {
        close(descriptor)
    }
}
