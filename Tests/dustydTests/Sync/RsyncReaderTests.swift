import DustyCore
import Foundation
import Testing

@testable import dustyd

/// What another user prepared, copied by root.
@Suite(.needsRoot) struct RsyncReaderTests {
    private static let reader = User(uid: 65_534, gid: 65_534, groups: [], name: "nobody", home: "/")
    private let rsync = Rsync(to: LocalFarSide(runner: SubprocessRunner(), root: "/"))

    private func with(
        _ name: String = "repo",
        _ body: (_ source: String, _ target: String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            #expect(chmod(directory, 0o755) == 0)
            let source = "\(directory)/\(name)"
            try makeFile("\(source)/main.txt", "main\n")
            for path in [source, "\(source)/main.txt"] { #expect(chown(path, 65_534, 65_534) == 0) }
            try await body(source, "\(directory)/copy")
        }
    }

    private func sync(_ source: String, _ target: String) async throws -> TransferResult {
        try await rsync.sync(Transfer(source: source, target: target, reader: Self.reader)) { _ in }
    }

    @Test(arguments: ["repo", "a b", "it's", "\"q\"", "[x]*?", "$(id)", "a'' 'b", "--help", "D=1", "back\\slash"])
    func `the copy is whole, whatever the directory is called`(name: String) async throws {
        try await with(name) { source, target in
            let result = try await sync(source, target)
            #expect(result.files == 1 && result.changed)
            #expect(textOfFile("\(target)/main.txt") == "main\n")
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(target)/main.txt")
            #expect(attributes[.ownerAccountID] as? Int == 65_534)
            #expect(try await !sync(source, target).changed)
            try FileManager.default.removeItem(atPath: "\(source)/main.txt")
            try makeFile("\(source)/other.txt", "")
            #expect(try await sync(source, target).deleted == 1)
        }
    }

    @Test func `what the reader may not read fails the sync and is not copied`() async throws {
        try await with { source, target in
            try makeFile("\(source)/secret", "root's")
            #expect(chmod("\(source)/secret", 0o600) == 0)
            let error = await #expect(throws: DustyError.self) { try await sync(source, target) }
            #expect(error?.message.contains("Permission denied") == true)
            #expect(textOfFile("\(target)/secret") == nil)
        }
    }

    @Test func `a directory that the reader may not enter is not listed by root`() async throws {
        try await with { source, target in
            #expect(chown(source, 0, 0) == 0)
            #expect(chmod(source, 0o700) == 0)
            let error = await #expect(throws: DustyError.self) { try await sync(source, target) }
            #expect(error?.code == .notFound)
            #expect(tree(target) == [])
        }
    }

    @Test func `links are copied as links, and a pipe is left out`() async throws {
        try await with { source, target in
            try FileManager.default.createSymbolicLink(atPath: "\(source)/shadow", withDestinationPath: "/etc/shadow")
            #expect(mkfifo("\(source)/pipe", 0o666) == 0)
            _ = try await sync(source, target)
            #expect(tree(target) == ["main.txt", "shadow"])
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(target)/shadow") == "/etc/shadow")
        }
    }

    @Test func `a private copy for builds is root's alone and follows its source`() async throws {
        try await with { source, target in
            let staging = Staging(directory: "\(target)/staging", syncer: rsync, files: DiskFiles())
            for text in ["one", "two"] {
                try makeFile("\(source)/Dockerfile", text)
                try await staging.refresh(source, for: .builds, as: Self.reader, whenChanged: true)
                #expect(textOfFile("\(staging.path(of: source, for: .builds))/Dockerfile") == text)
            }
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(target)/staging")
            #expect(attributes[.posixPermissions] as? Int == 0o700)
        }
    }
}
