import CLibrary
import DustyCore
import Foundation
import Testing

@testable import dustyd

/// Where git runs as whom.
@Suite(.timeLimit(.minutes(5))) struct TrustedCloneTests {
    private let user = SubprocessRunner.currentUser

    private func refusal(_ directory: String, for user: User) async -> String? {
        do {
            _ = try await TrustedClone(directory, for: user)
            return nil
        } catch {
            return (error as? DustyError)?.message ?? "\(error)"
        }
    }

    @Test func `git runs where its own directory is, not in what lies above or in a repo without files`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile("\(directory)/.git/config")
            try makeFile("\(directory)/code/HEAD", "ref: refs/heads/x")
            let part = "part of the clone \(directory): Dusty runs git only in whole clones"
            for path in ["code", "code/deep/er"] {
                try makeFile("\(directory)/\(path)/file")
                #expect(await refusal("\(directory)/\(path)", for: user) == part)
            }
            try FileManager.default.createSymbolicLink(
                atPath: "\(directory)/code/link",
                withDestinationPath: directory
            )
            #expect(try await TrustedClone("\(directory)/code/link", for: user).path == directory)
        }
    }

    @Test(.needsRoot, arguments: ["", "/.git"])
    func `git does not run as root where others may write`(part: String) async throws {
        try await withTemporaryDirectory { directory in
            try makeFile("\(directory)/.git/config")
            #expect(await refusal(directory, for: user) == nil)
            let path = directory + part
            for mode in [0o757, 0o775] as [mode_t] {
                #expect(chmod(path, mode) == 0 && chown(path, 0, 65_534) == 0)
                #expect(await refusal(directory, for: user)?.contains("others can write to \(path)") == true)
            }
            #expect(chmod(path, 0o755) == 0)
            #expect(await refusal(directory, for: user) == nil)
            #expect(chown(path, 65_534, 65_534) == 0)
            #expect(await refusal(directory, for: user)?.contains("git does not run there as") == true)
        }
    }

    @Test(.needsRoot) func `git does not run as a user where everybody else may write`() async throws {
        let nobody = try #require(User.lookup(name: "nobody"))
        try await withTemporaryDirectory { directory in
            try makeFile("\(directory)/.git/config")
            #expect(chmod(directory, 0o1777) == 0)
            #expect(await refusal(directory, for: nobody)?.contains("others can write") == true)
            #expect(chown(directory, nobody.uid, nobody.gid) == 0)
            #expect(await refusal(directory, for: nobody) == nil)
        }
    }
}
