import Foundation
import Testing

@testable import dustyd

/// The script that takes Dusty's key out of those that may log in, run by a real shell on a home of its own.
@Suite struct DismissKeyTests {
    /// What the file holds afterwards, and how the script ended.
    private func dismissed(_ text: String?, _ blob: String) async throws -> (text: String?, status: Int32) {
        try await withTemporaryDirectory { home in
            let file = home + "/.ssh/authorized_keys"
            if let text { try makeFile(file, text) } else { try makeFile(home + "/.ssh/known_hosts", "") }
            var command = Command(MachineEnrollment.dismiss, [blob])
            command.environment = ["HOME": home]
            let result = try await SubprocessRunner().run(command) { _ in }
            #expect(!FileManager.default.fileExists(atPath: file + ".dusty"))
            return (try? String(contentsOfFile: file, encoding: .utf8), result.status)
        }
    }

    @Test func `only the line with the key goes`() async throws {
        let text = "ssh-ed25519 AAAA+mine ann\nrestrict,pty ssh-ed25519 AAAA+dusty dusty-big\nssh-rsa BBBB other\n"
        let (left, status) = try await dismissed(text, "AAAA+dusty")
        #expect(left == "ssh-ed25519 AAAA+mine ann\nssh-rsa BBBB other\n" && status == 0)
    }

    @Test func `the last line may go`() async throws {
        let (left, status) = try await dismissed("ssh-ed25519 AAAA dusty-big\n", "AAAA")
        #expect(left == "" && status == 0)
    }

    @Test func `a key that is not there changes nothing`() async throws {
        let (left, status) = try await dismissed("ssh-rsa BBBB other\n", "AAAA")
        #expect(left == "ssh-rsa BBBB other\n" && status == 0)
    }

    @Test func `a file that is not there is an error and stays away`() async throws {
        let (left, status) = try await dismissed(nil, "AAAA")
        #expect(left == nil && status == 1)
    }
}
