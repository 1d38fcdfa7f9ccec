import DustyCore
import Foundation
import Testing

/// What others may put into a specs repo, read by `dusty validate DIRECTORY`.
@Suite struct SpecDirectoryTests {
    private func problems(_ make: (String) throws -> Void) throws -> [String] {
        try ShellRun.inDirectory { directory in
            let specs = "\(directory)/specs"
            for folder in ["apps", "services"] {
                try FileManager.default.createDirectory(
                    atPath: "\(specs)/\(folder)",
                    withIntermediateDirectories: true
                )
            }
            try "root:$6$secret:1::\n".write(toFile: "\(directory)/shadow", atomically: true, encoding: .utf8)
            try make(specs)
            let sources = try SpecSources(directory: specs)
            #expect(!sources.files.values.contains { $0.contains("secret") })
            return sources.problems.map(\.description)
        }
    }

    private static let outside = "services/x.yml:1:1: error: this link leads out of the specs repo"

    @Test(arguments: ["../../shadow", "/etc/passwd", "/proc/self/environ"])
    func `a link that leads out is a problem, not its content`(target: String) throws {
        let found = try problems {
            try FileManager.default.createSymbolicLink(atPath: "\($0)/services/x.yml", withDestinationPath: target)
        }
        #expect(found == [Self.outside])
    }

    @Test func `a folder that is a link that leads out is a problem`() throws {
        let found = try problems {
            try FileManager.default.removeItem(atPath: "\($0)/services")
            try FileManager.default.createSymbolicLink(atPath: "\($0)/services", withDestinationPath: "/etc")
        }
        #expect(found == ["services:1:1: error: this folder is a link that leads out of the specs repo"])
    }

    @Test(.timeLimit(.minutes(5))) func `a pipe is refused and not waited for`() throws {
        let found = try problems { #expect(mkfifo("\($0)/services/x.yml", 0o600) == 0) }
        #expect(found == ["services/x.yml:1:1: error: this is not a file that can be read"])
    }

    @Test func `a link inside the specs is followed`() throws {
        let found = try problems {
            try "image: redis:7.0\n".write(toFile: "\($0)/services/a.yml", atomically: true, encoding: .utf8)
            try FileManager.default.createSymbolicLink(atPath: "\($0)/services/b.yml", withDestinationPath: "a.yml")
        }
        #expect(found == [])
    }
}
