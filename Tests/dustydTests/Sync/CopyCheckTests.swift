import CLibrary
import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import dustyd

/// A copy that is as it should be is found to be so without rsync, and one that is not is not.
@Suite(.timeLimit(.minutes(1))) struct CopyCheckTests {
    /// A repo with a file, a link, a directory and an old time, and its finished copy.
    private func with(
        _ body: (_ repo: String, _ copy: String, _ isCurrent: () async -> Bool) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let (repo, target) = ("\(directory)/repo", "\(directory)/machine/copy")
            try makeFile("\(repo)/a", "one")
            try makeFile("\(repo)/deep/er/b", "two")
            try FileManager.default.createSymbolicLink(atPath: "\(repo)/link", withDestinationPath: "a")
            mkdir("\(repo)/empty", 0o755)
            let copier = Copier(
                syncer: Rsync(to: LocalFarSide(runner: SubprocessRunner(), root: directory)),
                manifests: ManifestStore(directory: "/manifests", files: MemoryFiles())
            )
            let transfer = Transfer(source: repo, target: target, protected: ["etc/asset"], manner: .update)
            try await untilTheClockHasGoneOn()
            var outcome = try await copier.copy(transfer, await KnownCopies().look(at: transfer)) { _ in }
            outcome = try await copier.copy(transfer, await KnownCopies().look(at: transfer)) { _ in }
            #expect(outcome.isWhole)
            try await body(repo, target) { await copier.isCurrent(transfer, await KnownCopies().look(at: transfer)) }
        }
    }

    @Test func `a copy that nobody touched is current, whatever containers made beside it`() async throws {
        try await with { _, copy, isCurrent in
            #expect(await isCurrent())
            try makeFile("\(copy)/deep/__pycache__/x")
            try makeFile("\(copy)/etc/asset", "of the user")
            #expect(await isCurrent())
        }
    }

    @Test(arguments: [
        "echo 1 >repo/a", "echo new >repo/new", "mkdir repo/more", "rm repo/a", "chmod 700 repo/a",
        "ln -sfn deep repo/link",
        "rmdir repo/empty", "echo 2 >copy/a", "rm copy/deep/er/b", "chmod 600 copy/a", "touch copy/a",
        "ln -sfn deep copy/link",
        "rmdir copy/empty", "mv copy/deep copy/elsewhere && ln -s elsewhere copy/deep", "chmod 700 copy/deep",
        "rm -r copy/a && mkdir copy/a", "printf xyz >copy/a && touch -r repo/a copy/a && chmod 777 copy/a",
    ]) func `a change on either side is found`(change: String) async throws {
        try await with { repo, copy, isCurrent in
            let script = change.replacing("repo/", with: repo + "/").replacing("copy/", with: copy + "/")
            let result = try await SubprocessRunner().run(Command(program: "sh", arguments: ["-c", script])) { _ in }
            #expect(result.status == 0, "\(result.lastWords())")
            #expect(await !isCurrent(), "\(change)")
        }
    }

    @Test func `without a manifest, of another source or another manner nothing is claimed`() async throws {
        try await withTemporaryDirectory { directory in
            let (repo, target) = ("\(directory)/repo", "\(directory)/copy/of")
            try makeFile("\(repo)/a")
            let copier = Copier(
                syncer: Rsync(to: LocalFarSide(runner: SubprocessRunner(), root: directory)),
                manifests: ManifestStore(directory: "/manifests", files: MemoryFiles())
            )
            let transfer = Transfer(source: repo, target: target, manner: .update)
            let look = await KnownCopies().look(at: transfer)
            #expect(await !copier.isCurrent(transfer, look))
            try await untilTheClockHasGoneOn()
            _ = try await copier.copy(transfer, await KnownCopies().look(at: transfer)) { _ in }
            let now = await KnownCopies().look(at: transfer)
            #expect(await copier.isCurrent(transfer, now))
            #expect(await !copier.isCurrent(Transfer(source: repo, target: target, manner: .exact), now))
            #expect(await !copier.isCurrent(Transfer(source: directory, target: target, manner: .update), now))
            var more = transfer
            more.protected = ["etc/new-asset"]
            #expect(await !copier.isCurrent(more, now))
            more = transfer
            more.needed = ["not-there"]
            #expect(await !copier.isCurrent(more, now))
        }
    }
}
