import DustyCore
import Foundation
import Testing

@testable import dustyd

@Suite struct UpgraderTests {
    private static let owner = Caller(user: SubprocessRunner.currentUser, sshAuthSock: nil)

    /// A program that says of itself what Dusty's would say.
    private static func program(_ name: String, _ version: String) -> String {
        "#!/bin/sh\ncase $1 in --help) echo 'USAGE: \(name) [--stack <stack>]';; --version) echo \(version);; esac\n"
    }

    private func withUpgrader(
        daemon name: String = "bin/dustyd",
        _ body: @escaping @Sendable (TestStack, Upgrader, String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            for program in ["dusty", "dustyd"] {
                try makeFile("\(directory)/bin/\(program)", Self.program(program, "1.0.0"))
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o750],
                    ofItemAtPath: "\(directory)/bin/\(program)"
                )
            }
            let upgrader = Upgrader(
                jobs: stack.jobs,
                programs: SubprocessRunner(),
                restart: Restart(),
                daemon: "\(directory)/\(name)"
            )
            try await body(stack, upgrader, "\(directory)/bin")
        }
    }

    private static func send(
        _ text: String,
        _ program: UpgradeProgram,
        to upgrader: Upgrader
    ) async throws -> StagedProgram {
        var pieces = [Array(text.utf8)]
        return try await upgrader.stage(program, for: owner) { pieces.popLast() }
    }

    @Test func `A136 the new program takes the old one's place with its mode`() async throws {
        try await withUpgrader { _, upgrader, bin in
            let staged = try await Self.send(Self.program("dustyd", "1.2.0"), .dustyd, to: upgrader)
            #expect(staged.version == "1.2.0")
            #expect(textOfFile("\(bin)/dustyd") == Self.program("dustyd", "1.0.0"))
            let outcome = try await upgrader.apply(UpgradeRequest(programs: [.dustyd], wait: false))
            #expect(outcome.restarts)
            #expect(textOfFile("\(bin)/dustyd") == Self.program("dustyd", "1.2.0"))
            let mode = try FileManager.default.attributesOfItem(atPath: "\(bin)/dustyd")[.posixPermissions] as? Int
            #expect(mode == 0o750)
            #expect(tree(bin) == ["dusty", "dustyd"])
        }
    }

    @Test func `what is only looked at leaves nothing behind`() async throws {
        try await withUpgrader { _, upgrader, bin in
            for program in UpgradeProgram.allCases {
                _ = try await Self.send(Self.program(program.rawValue, "1.2.0"), program, to: upgrader)
            }
            #expect(tree(bin).count == 4)
            let outcome = try await upgrader.apply(UpgradeRequest(programs: [], wait: false))
            #expect(!outcome.restarts)
            #expect(tree(bin) == ["dusty", "dustyd"])
            await #expect(throws: DustyError.self) {
                try await upgrader.apply(UpgradeRequest(programs: [.dusty], wait: false))
            }
        }
    }

    @Test(arguments: [
        (program("dusty", "1.2.0"), "not dustyd"), ("#!/bin/sh\nexit 3\n", "does not run"),
        ("no program", "cannot be executed"),
        (program("dustyd", "soon"), "no version"),
    ])
    func `A136 what is no new daemon is refused and leaves nothing`(text: String, reason: String) async throws {
        try await withUpgrader { _, upgrader, bin in
            let error = await #expect(throws: DustyError.self) { try await Self.send(text, .dustyd, to: upgrader) }
            #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
            #expect(tree(bin) == ["dusty", "dustyd"])
        }
    }

    @Test(arguments: [("bin/other", "not named dustyd"), (".build/debug/dustyd", "build tree")])
    func `A137 another name and a build tree are refused`(daemon: String, reason: String) async throws {
        try await withUpgrader(daemon: daemon) { _, upgrader, _ in
            let error = await #expect(throws: DustyError.self) {
                try await Self.send(Self.program("dustyd", "1.2.0"), .dustyd, to: upgrader)
            }
            #expect(error?.message.contains(reason) == true)
        }
    }

    @Test func `no new job begins once the daemon is about to be replaced`() async throws {
        try await withUpgrader { stack, upgrader, _ in
            _ = try await Self.send(Self.program("dustyd", "1.2.0"), .dustyd, to: upgrader)
            let running = try await stack.jobs.start(JobRequest(.up()), for: .tester)
            let outcome = try await upgrader.apply(UpgradeRequest(programs: [.dustyd], wait: true))
            #expect(outcome.restarts)
            #expect(try await stack.jobs.job(running.id).state == .succeeded)
            await #expect(throws: DustyError.self) {
                try await stack.jobs.start(JobRequest(.up()), for: .tester)
            }
        }
    }
}
