import DustyTestSupport
import Foundation
import Testing

@testable import dustyd

/// The scripts of the survey and the greeting, run by a real shell on what looks like a boot2docker.
@Suite(.needsLinux) struct MachineScriptTests {
    /// A boot2docker: a disk, what links to it, and programs that stand in for those that need rights or a network.
    private struct Guest {
        let directory: String
        var disk: String { "\(directory)/mnt/sda1" }
        var kept: String { "\(directory)/kept" }
        var root: String { "\(directory)/root" }
        var home: String { "\(directory)/home" }

        init(_ directory: String) throws {
            self.directory = directory
            for path in ["\(disk)/var/lib/boot2docker", root, home] {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            }
            try FileManager.default.createSymbolicLink(
                atPath: kept,
                withDestinationPath: "\(disk)/var/lib/boot2docker"
            )
            try makeProgram("sudo", "[ \"$1\" = -n ] && shift; exec \"$@\"")
            try makeProgram("rsync", ":")
            try makeProgram("tce-load", "echo \"$@\" >>'\(directory)/loaded'")
        }

        func makeProgram(_ name: String, _ text: String) throws {
            try makeFile("\(directory)/bin/\(name)", "#!/bin/sh\n\(text)\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(directory)/bin/\(name)")
        }

        func run(_ script: Script, _ arguments: [String]) async throws -> CommandResult {
            var command = Command(script, arguments)
            command.environment = [
                "HOME": home, "SSH_CONNECTION": "192.168.56.1 40000 192.168.56.23 22",
                "PATH": "\(directory)/bin:/usr/bin:/bin",
            ]
            return try await SubprocessRunner().run(command) { _ in }
        }

        func link(_ path: String) -> String? { try? FileManager.default.destinationOfSymbolicLink(atPath: path) }
    }

    private func with(_ body: @Sendable (Guest) async throws -> Void) async throws {
        try await withTemporaryDirectory { try await body(try Guest($0)) }
    }

    @Test func `what boot2docker keeps is on its disk`() async throws {
        try await with { guest in
            let result = try await guest.run(MachineSurvey.script, [guest.kept])
            #expect(result.output.contains("root \(guest.disk)/dusty\n"))
            #expect(FileManager.default.fileExists(atPath: "\(guest.disk)/dusty"))
        }
    }

    @Test func `other hosts keep it where they always have`() async throws {
        try await with { guest in
            // Neither this test's shell nor its user decides the rest of what is told.
            let script = Script(Array("id() { echo 1000; }\n\(MachineSurvey.script.text)".utf8))
            let result = try await guest.run(script, ["\(guest.directory)/nowhere"])
            #expect(result.output.contains("root \(guest.home)/.local/share/dusty\n"))
        }
    }

    @Test func `a boot2docker that forgot everything is linked to its disk again`() async throws {
        try await with { guest in
            let tree = "\(guest.disk)/dusty/default"
            for _ in 1...2 {
                let result = try await guest.run(
                    MachineGreeting.script,
                    MachineGreeting.arguments(root: tree, kept: guest.kept, system: guest.root)
                )
                #expect(result.status == 0)
                #expect(MachineGreeting.address(in: result.output) == "192.168.56.23")
            }
            #expect(guest.link("\(tree)/persist") == "\(guest.disk)/persist")
            #expect(guest.link("\(guest.root)/persist") == "\(tree)/persist")
            #expect(guest.link("\(guest.root)/command_files") == "\(tree)/command_files")
            #expect(FileManager.default.fileExists(atPath: "\(guest.disk)/persist/dustyNginx"))
        }
    }

    @Test func `another stack has a tree of its own and no links`() async throws {
        try await with { guest in
            let tree = "\(guest.disk)/dusty/other"
            let result = try await guest.run(
                MachineGreeting.script,
                MachineGreeting.arguments(root: tree, kept: guest.kept, system: guest.root)
            )
            #expect(result.status == 0)
            #expect(guest.link("\(tree)/persist") == nil && guest.link("\(guest.root)/persist") == nil)
            #expect(FileManager.default.fileExists(atPath: "\(tree)/persist/dusty_assets"))
        }
    }

    @Test func `a host that is no boot2docker gets directories and nothing else`() async throws {
        try await with { guest in
            let tree = "\(guest.directory)/tree/default"
            let arguments = MachineGreeting.arguments(
                root: tree,
                kept: "\(guest.directory)/nowhere",
                system: guest.root
            )
            let result = try await guest.run(MachineGreeting.script, arguments)
            #expect(result.status == 0)
            let links = try FileManager.default.contentsOfDirectory(atPath: guest.root)
            #expect(links.isEmpty)
            #expect(FileManager.default.fileExists(atPath: "\(tree)/dusty_repos"))
        }
    }

    @Test func `a key outlives a stop where homes are in memory`() async throws {
        try await with { guest in
            let own = "\(guest.directory)/data"
            let line = "ssh-ed25519 AAAA+dusty dusty-vm"
            try makeFile("\(guest.home)/.ssh/authorized_keys", "ssh-rsa BBBB ann")
            try makeFile("\(own)/userdata/.ssh/authorized_keys", "ssh-rsa BBBB ann")
            func keptKeys() async throws -> [String] {
                let tar = ["-xOf", "\(guest.kept)/userdata.tar", ".ssh/authorized_keys"]
                let unpacked = try await SubprocessRunner().run(Command(program: "tar", arguments: tar)) { _ in }
                let image = try String(contentsOfFile: "\(own)/userdata/.ssh/authorized_keys", encoding: .utf8)
                return [unpacked.output, image]
            }
            for _ in 1...2 {
                let admitted = try await guest.run(MachineEnrollment.admit, [line, guest.kept, own])
                #expect(admitted.status == 0)
                let keys = try await keptKeys()
                #expect(keys == Array(repeating: "ssh-rsa BBBB ann\n\(line)\n", count: 2))
            }
            let dismissed = try await guest.run(MachineEnrollment.dismiss, ["AAAA+dusty", guest.kept, own])
            #expect(dismissed.status == 0)
            let keys = try await keptKeys()
            #expect(keys == Array(repeating: "ssh-rsa BBBB ann\n", count: 2))
        }
    }
}
