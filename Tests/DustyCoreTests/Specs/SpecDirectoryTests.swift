import DustyCore
import Essentials
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

    @Test(arguments: ["../../shadow", "/etc/passwd", "/dev/zero"])
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

    /// `/tmp` and `/var` are links on a Mac, which Foundation there takes off some paths, and not off others.
    @Test func `specs whose path leads through a link are inside of themselves, what is missing there too`() throws {
        try ShellRun.inDirectory { directory in
            let manager = FileManager.default
            try manager.createDirectory(atPath: "\(directory)/real/specs/services", withIntermediateDirectories: true)
            try manager.createSymbolicLink(atPath: "\(directory)/link", withDestinationPath: "real")
            let specs = "\(directory)/link/specs"
            try "image: redis:7.0\n".write(toFile: "\(specs)/services/a.yml", atomically: true, encoding: .utf8)
            try manager.createSymbolicLink(
                atPath: "\(specs)/services/b.yml",
                withDestinationPath: "\(specs)/services/a.yml"
            )
            try manager.createSymbolicLink(atPath: "\(specs)/services/c.yml", withDestinationPath: "gone.yml")
            let sources = try SpecSources(directory: specs)
            #expect(
                sources.files.keys.filter { $0.hasPrefix("services/") }.sorted() == [
                    "services/a.yml", "services/b.yml",
                ]
            )
            let files = try SpecDirectory(specs)
            #expect(throws: SpecFileFault.missing) { try files.read("services/nothing.yml", limit: 9) }
            #expect(try files.names(in: "apps", limit: 9) == nil)
        }
    }

    @Test func `paths are compared by where they lead`() throws {
        try ShellRun.inDirectory { directory in
            let manager = FileManager.default
            try manager.createDirectory(atPath: "\(directory)/real/a", withIntermediateDirectories: true)
            try manager.createSymbolicLink(atPath: "\(directory)/link", withDestinationPath: "real")
            let real = try #require(RealPath.of("\(directory)/real"))
            #expect(RealPath.of("\(directory)/link/a/..") == real)
            #expect(RealPath.of("\(directory)/link/b") == nil)
            #expect(RealPath.ofPlace("\(directory)/link/b") == "\(real)/b")
            #expect(RealPath.ofPlace("\(directory)/link/b/c") == nil)
            #expect(RealPath.ofPlace("/nothing here") == "/nothing here")
            #expect(RealPath.isSame("\(directory)/link/a", "\(directory)/real/a"))
            #expect(!RealPath.isSame("\(directory)/link/b", "\(directory)/real/b"))
            #expect(RealPath.isSame("/x", "/x"))
            #expect(RealPath.isInside("/a/b", "/a") && RealPath.isInside("/a", "/") && RealPath.isInside("/a", "/a"))
            #expect(!RealPath.isInside("/ab", "/a"))
        }
    }
}
