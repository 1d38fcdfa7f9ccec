import CLibrary
import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import dustyd

@Suite(.needsRoot, .timeLimit(.minutes(1))) struct CopierTests {
    private func with(
        _ body: (_ repo: String, _ copy: String, _ copier: Copier, _ files: MemoryFiles) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let files = MemoryFiles()
            let syncer = Rsync(to: LocalFarSide(runner: SubprocessRunner(), root: "/"))
            let copier = Copier(syncer: syncer, manifests: ManifestStore(directory: "/manifests", files: files))
            try makeFile("\(directory)/repo/a", "1")
            try await body("\(directory)/repo", "\(directory)/machine/copy", copier, files)
        }
    }

    private func copy(
        _ repo: String,
        _ target: String,
        _ copier: Copier,
        _ manner: Transfer.Manner = .update,
        mounted: [String] = []
    ) async throws -> Copier.Outcome {
        let transfer = Transfer(source: repo, target: target, manner: manner)
        return try await copier.copy(transfer, await KnownCopies().look(at: transfer), mounted: { mounted }) { _ in }
    }

    @Test func `without a manifest nothing is deleted, which is said once`() async throws {
        try await with { repo, target, copier, files in
            try makeFile("\(target)/left/by/an/older/dusty", "1")
            let first = try await copy(repo, target, copier)
            #expect(first.isUnknown && first.result.deleted == 0)
            #expect(textOfFile("\(target)/left/by/an/older/dusty") == "1")
            #expect(try await !copy(repo, target, copier).isUnknown)
            let path = copier.manifests.path(of: target)
            try files.replace(path, with: Array("dusty manifest 1\nbroken".utf8), mode: 0o600)
            try FileManager.default.removeItem(atPath: "\(repo)/a")
            try makeFile("\(repo)/b")
            let second = try await copy(repo, target, copier)
            #expect(second.isUnknown && second.result.deleted == 0)
            #expect(files.names(in: "/manifests").contains { $0.contains(".unreadable-") })
            #expect(textOfFile("\(target)/a") == "1")
        }
    }

    @Test func `an exact sync deletes what containers made, but for what they have mounted`() async throws {
        try await with { repo, target, copier, _ in
            try makeFile("\(target)/made/by/a/container")
            try makeFile("\(target)/vendor/inner/hidden")
            mkdir("\(target)/node_modules", 0o755)
            let outcome = try await copy(repo, target, copier, .exact, mounted: ["node_modules", "vendor/inner"])
            #expect(tree(target) == ["a", "node_modules", "vendor", "vendor/inner", "vendor/inner/hidden"])
            #expect(outcome.result.deleted == 4 && outcome.isWhole)
        }
    }

    @Test func `a mount point that the repo no longer has stays`() async throws {
        try await with { repo, target, copier, _ in
            try makeFile("\(repo)/node_modules/.gitkeep")
            _ = try await copy(repo, target, copier)
            try FileManager.default.removeItem(atPath: "\(repo)/node_modules")
            let outcome = try await copy(repo, target, copier, mounted: ["node_modules"])
            #expect(tree(target) == ["a", "node_modules"])
            #expect(outcome.result.deleted == 1)
        }
    }

    @Test func `what a container changed of ours is put back, which changes nothing of the code`() async throws {
        try await with { repo, target, copier, _ in
            try makeFile("\(repo)/lock", "of the repo")
            try await untilTheClockHasGoneOn()
            _ = try await copy(repo, target, copier)
            try makeFile("\(target)/lock", "of a container")
            let outcome = try await copy(repo, target, copier)
            #expect(outcome.isUndoing && outcome.result.files == 1)
            #expect(textOfFile("\(target)/lock") == "of the repo")
            try FileManager.default.removeItem(atPath: target)
            #expect(try await !copy(repo, target, copier).isUndoing)
            try makeFile("\(repo)/lock", "another one")
            #expect(try await !copy(repo, target, copier).isUndoing)
        }
    }

    @Test func `a container's writes to directories are no change`() async throws {
        try await with { repo, target, copier, _ in
            try makeFile("\(repo)/sub/b")
            _ = try await copy(repo, target, copier)
            for _ in 0..<3 {
                try makeFile("\(target)/sub/__pycache__/x.pyc", "1")
                try makeFile("\(target)/made", "1")
                #expect(try await !copy(repo, target, copier).result.changed)
            }
        }
    }

    @Test(arguments: ["npm", "#x", ";x", "./#x", "#/x", "-x", " x"])
    func `a file of the same size and time is copied when its content is another`(name: String) async throws {
        try await with { repo, target, copier, _ in
            for text in ["version 1.2.3", "version 1.2.4", "version 1.2.5"] {
                try makeFile("\(repo)/\(name)", text)
                FileTime.npm.set(of: "\(repo)/\(name)".utf8CString.map { $0 })
                _ = try await copy(repo, target, copier)
                #expect(textOfFile("\(target)/\(name)") == text)
            }
        }
    }

    @Test func `two edits within a second are two edits`() async throws {
        try await with { repo, target, copier, _ in
            for index in 0..<8 {
                try makeFile("\(repo)/f", "\(index)")
                _ = try await copy(repo, target, copier)
                #expect(textOfFile("\(target)/f") == "\(index)")
            }
        }
    }

    @Test func `what a failed sync had put there is known for ours, and goes`() async throws {
        try await withTemporaryDirectory { directory in
            let (repo, target) = ("\(directory)/repo", "\(directory)/copy")
            try makeFile("\(repo)/a", "1")
            let files = MemoryFiles()
            let manifests = ManifestStore(directory: "/manifests", files: files)
            let runner = RecordingRunner { _ in
                RecordingRunner.Answer(
                    status: 23,
                    lines: ["item .d          ./", "item >f+++++++++ half"].map { OutputLine(isError: false, text: $0) }
                )
            }
            let failing = Copier(syncer: Rsync(to: LocalFarSide(runner: runner, root: "/")), manifests: manifests)
            await #expect(throws: DustyError.self) { try await copy(repo, target, failing) }
            try makeFile("\(target)/half", "1")
            try makeFile("\(target)/mine", "1")
            let syncer = Rsync(to: LocalFarSide(runner: SubprocessRunner(), root: "/"))
            let outcome = try await copy(repo, target, Copier(syncer: syncer, manifests: manifests))
            #expect(outcome.result.deleted == 1 && !outcome.isUnknown)
            #expect(tree(target) == ["a", "mine"])
        }
    }

    @Test func `a manifest lists everything until what is gone has been deleted`() async throws {
        try await with { repo, target, copier, files in
            try makeFile("\(repo)/old", "1")
            _ = try await copy(repo, target, copier)
            try FileManager.default.removeItem(atPath: "\(repo)/old")
            try makeFile("\(repo)/new", "1")
            // The engine does not answer: what is gone cannot be deleted now.
            let transfer = Transfer(source: repo, target: target, manner: .update)
            await #expect(throws: CancellationError.self) {
                try await copier.copy(transfer, nil, mounted: { throw CancellationError() }) { _ in }
            }
            let between = try #require(await copier.manifests.read(target))
            #expect(Set(between.listing.map { String(decoding: $0, as: UTF8.self) }) == ["./", "a", "old", "new"])
            #expect(try await copy(repo, target, copier).result.deleted == 1)
            #expect(tree(target) == ["a", "new"])
        }
    }
}
