import DustyCore
import Foundation
import Testing

@testable import dustyd

/// With whose rights the code of a repo is read.
@Suite(.needsRoot) struct RepoReaderTests {
    private static let repo = RepoReference("github.com/org/api")

    private func reader(_ directory: String, override: String? = nil, by user: String? = nil) async throws -> User {
        var settings = Settings()
        settings.repoOverrides[Self.repo.name] = override
        settings.overrideUsers[Self.repo.name] = user
        let paths = Paths(environment: ["DUSTY_STATE_DIR": directory])
        return try await RepoPaths(settings: settings, paths: paths).reader(of: Self.repo)
    }

    @Test func `an override is read as the user who chose it, wherever it is`() async throws {
        try await withTemporaryDirectory { directory in
            #expect(try await reader(directory, override: "/root", by: "nobody").name == "nobody")
            var error: DustyError?
            do {
                _ = try await reader(directory, override: "/x", by: "no-such-user")
            } catch let thrown as DustyError {
                error = thrown
            }
            #expect(error?.code == .conflict)
        }
    }

    @Test(arguments: [String?.none, "root"])
    func `what root chose is read as the first user who could put another thing in its place`(
        user: String?
    ) async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/home/src"
            try makeFile("\(path)/main.txt")
            #expect(try await reader(directory, override: path, by: user).uid == 0)
            #expect(chown("\(directory)/home", 65_534, 65_534) == 0)
            #expect(try await reader(directory, override: path, by: user).uid == 65_534)
            let link = "\(directory)/link"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
            #expect(try await reader(directory, override: link, by: user).uid == 65_534)
        }
    }

    @Test func `a managed clone is read as its owner`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/repos/github.com/org/api"
            #expect(try await reader(directory).uid == 0)
            try makeFile("\(path)/main.txt")
            #expect(try await reader(directory).uid == 0)
            #expect(chown(path, 12_345, 12_345) == 0)
            let user = try await reader(directory)
            #expect(user.uid == 12_345 && user.groups.isEmpty)
        }
    }
}
