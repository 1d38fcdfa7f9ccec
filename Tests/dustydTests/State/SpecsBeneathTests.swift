import DustyCore
import Foundation
import Testing

@testable import dustyd

/// What others may put into a specs repo, read by the daemon.
@Suite struct SpecsBeneathTests {
    private func problems(_ make: (String) throws -> Void) async throws -> [String] {
        try await withTemporaryDirectory { directory in
            let specs = "\(directory)/specs"
            try makeFile("\(specs)/apps/.keep")
            try makeFile("\(specs)/services/.keep")
            try makeFile("\(directory)/shadow", "root:$6$secret:1::\n")
            try make(specs)
            let sources = try await UserThread.run { SpecSources(reading: try SpecsBeneath(specs)) }
            #expect(!sources.files.values.contains { $0.contains("secret") })
            return sources.problems.map(\.description)
        }
    }

    @Test(arguments: ["../../shadow", "/etc/shadow", "/proc/self/environ", "/dev/zero"])
    func `a link that leads out is a problem, not its content`(target: String) async throws {
        let found = try await problems {
            try FileManager.default.createSymbolicLink(atPath: "\($0)/services/x.yml", withDestinationPath: target)
        }
        #expect(found == ["services/x.yml:1:1: error: this link leads out of the specs repo"])
    }

    @Test func `a folder that is a link that leads out is a problem`() async throws {
        let found = try await problems {
            try FileManager.default.removeItem(atPath: "\($0)/services")
            try FileManager.default.createSymbolicLink(atPath: "\($0)/services", withDestinationPath: "/etc")
        }
        #expect(found == ["services:1:1: error: this folder is a link that leads out of the specs repo"])
    }

    @Test(.timeLimit(.minutes(5))) func `a pipe is refused and not waited for`() async throws {
        let found = try await problems { #expect(mkfifo("\($0)/services/x.yml", 0o600) == 0) }
        #expect(found == ["services/x.yml:1:1: error: this is not a file that can be read"])
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["../shadow", "/proc/self/environ", ""])
    func `variables are read of a file of the specs alone, and no pipe is waited for`(target: String) async throws {
        let found = try await problems {
            guard !target.isEmpty else { return #expect(mkfifo("\($0)/.env", 0o600) == 0) }
            try FileManager.default.createSymbolicLink(atPath: "\($0)/.env", withDestinationPath: target)
        }
        let reason = target.isEmpty ? "this is not a file that can be read" : "this link leads out of the specs repo"
        #expect(found == [".env:1:1: error: \(reason)"])
    }

    @Test func `a link inside the specs is followed, and a file that grows too large is refused`() async throws {
        let found = try await problems {
            try makeFile("\($0)/services/a.yml", "image: redis:7.0\n")
            try makeFile("\($0)/apps/a.yml", String(repeating: "#", count: 2 << 20))
            try FileManager.default.createSymbolicLink(atPath: "\($0)/services/b.yml", withDestinationPath: "a.yml")
        }
        #expect(found == ["apps/a.yml:1:1: error: the file is larger than 1 MiB"])
    }

    @Test(.needsRoot) func `what the reader may not read is a problem, although root could`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            #expect(chmod(directory, 0o755) == 0)
            try makeFile("\(directory)/services/a.yml", "image: secret\n")
            #expect(chmod("\(directory)/services/a.yml", 0o600) == 0)
            let user = User(uid: 65_534, gid: 65_534, groups: [], name: "nobody", home: "/")
            let sources = try await UserThread.run(as: user) { SpecSources(reading: try SpecsBeneath(directory)) }
            #expect(sources.files == [:])
            #expect(sources.problems.map(\.message) == ["the file cannot be read"])
        }
    }
}
