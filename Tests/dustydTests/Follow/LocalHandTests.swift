import CLibrary
import DustyCore
import DustyTestSupport
import Synchronization
import SystemPackage
import Testing

@testable import dustyd

@Suite(.needsRoot) struct LocalHandTests {
    private typealias Place = CopyPlace<LocalHand>

    private func place(_ directory: String) -> Place {
        Place(directory) { root, manifests in
            LocalHand(root: root, staging: "\(directory)/staging", manifests: manifests)
        }
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test
    func `what it put there goes when the source has it no more, and what a container made there afterwards stays`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            let place = place(directory)
            place.source.write(bytes("always"), [1])
            try await place.sync()
            place.source.write(bytes("new"), [2])
            #expect(try await place.settle(["new"]).files == 1)
            place.source.remove(bytes("new"))
            #expect(try await place.settle(["new"]).deleted == 1)
            place.copy.write(bytes("new"), bytes("a container's"))
            #expect(try await place.settle(["new"]) == HandOutcome())
            try await place.sync()
            #expect(place.copy.status(bytes("new")) != nil)
        }
    }

    @Test func `a whole sync knows what it put there and deletes that`() async throws {
        try await withTemporaryDirectory { directory in
            let place = place(directory)
            place.source.write(bytes("always"), [1])
            try await place.sync()
            place.source.write(bytes("new"), [2])
            _ = try await place.settle(["new"])
            place.source.remove(bytes("new"))
            try await place.sync()
            #expect(place.copy.status(bytes("new")) == nil)
        }
    }

    @Test func `hundreds at once are as one by one, with what containers changed among them`() async throws {
        try await withTemporaryDirectory { directory in
            let place = place(directory)
            let names = (0..<300).map { "file\($0)" }
            for name in names { place.source.write(bytes(name), [1]) }
            try await place.sync()
            for name in names { place.source.write(bytes(name), bytes("new \(name)")) }
            place.source.remove(bytes("file7"))
            // A container's own change of a file that the repo changed as well, and one where the repo has what it had.
            place.copy.write(bytes("file200"), bytes("a container's"))
            var transfer = place.transfer
            transfer.back = Returning()
            let outcome = try await place.hand.settle(names.map(bytes), by: transfer) { [] }
            #expect(outcome.isWhole && outcome.files == 299 && outcome.deleted == 1)
            #expect(Array(outcome.kept.keys) == [bytes("file200")])
            #expect(place.copy.entries() == place.source.entries())
            // The record is of what is there: a whole sync finds nothing to do, and the next change of a container is one.
            let again = try await place.hand.settle(names.map(bytes), by: transfer) { [] }
            #expect(again.files == 0 && again.kept.isEmpty && again.isWhole)
        }
    }

    @Test func `what was done before one that is too much is done, and a whole sync is asked for`() async throws {
        try await withTemporaryDirectory { directory in
            let place = place(directory)
            let names = (0..<300).map { "file\($0)" }
            for name in names { place.source.write(bytes(name), [1]) }
            try await place.sync()
            for name in names { place.source.write(bytes(name), bytes("new")) }
            place.copy.remove(bytes("file150"))
            place.copy.makeDirectory(bytes("file150"))
            let outcome = try await place.settle(names)
            #expect(!outcome.isWhole && outcome.files == 150 && outcome.paths.contains(bytes("file149")))
            #expect(try FileDescriptor.directory("\(directory)/staging").names().isEmpty)
        }
    }

    @Test func `an engine that is gone meanwhile does not make it forget what was done`() async throws {
        try await withTemporaryDirectory { directory in
            let place = place(directory)
            let names = (0..<200).map { "file\($0)" }
            for name in names { place.source.write(bytes(name), [1]) }
            try await place.sync()
            for name in names { place.source.write(bytes(name), bytes("new")) }
            place.source.remove(bytes("file199"))
            place.copy.write(bytes("file3"), bytes("a container's"))
            var transfer = place.transfer
            transfer.back = Returning()
            let outcome = try await place.hand.settle(names.map(bytes), by: transfer) {
                throw DustyError(.unavailable, "the engine is gone")
            }
            #expect(!outcome.isWhole && outcome.files == 128 && Array(outcome.kept.keys) == [bytes("file3")])
        }
    }

    @Test func `what is mounted in containers, and what Dusty put there otherwise, stays`() async throws {
        try await withTemporaryDirectory { directory in
            let place = place(directory)
            for name in ["always", "mounted"] { place.source.write(bytes(name), [1]) }
            try await place.sync()
            place.source.remove(bytes("mounted"))
            place.source.write(bytes("kept"), [3])
            #expect(try await place.settle(["mounted", "kept"], mounted: ["mounted"]) == HandOutcome())
            #expect(place.copy.status(bytes("mounted")) != nil && place.copy.status(bytes("kept")) == nil)
        }
    }

    @Test func `nothing but a directory gets the place of one that is mounted, nor one on the way there`() async throws
    {
        try await withTemporaryDirectory { directory in
            let place = place(directory)
            place.source.write(bytes("always"), [1])
            try await place.sync()
            var transfer = place.transfer
            transfer.parts = ["apps/web"]
            symlink("/etc", "\(place.source.root)/apps")
            let outcome = try await place.hand.settle([bytes("apps")], by: transfer) { [] }
            #expect(!outcome.isWhole && place.copy.status(bytes("apps")) == nil)
        }
    }

    @Test func `a link that a container put in the place of a directory or a file leads nowhere`() async throws {
        try await withTemporaryDirectory { directory in
            let place = place(directory)
            mkdir("\(place.source.root)/inner", 0o755)
            for name in ["inner/file", "file"] { place.source.write(bytes(name), [1]) }
            try await place.sync()
            mkdir("\(directory)/outside", 0o755)
            ByteTree(root: "\(directory)/outside").write(bytes("file"), bytes("others'"))
            place.copy.remove(bytes("inner"))
            place.copy.link(bytes("inner"), to: bytes("\(directory)/outside"))
            place.copy.remove(bytes("file"))
            place.copy.link(bytes("file"), to: bytes("\(directory)/outside/file"))
            for name in ["inner/file", "file"] { place.source.write(bytes(name), [2]) }
            #expect(try await place.settle(["inner/file"]).isWhole == false)
            #expect(try await place.settle(["file"]).files == 1)
            #expect(
                ByteTree(root: "\(directory)/outside").entries()[bytes("file")]
                    == .file(content: bytes("others'"), mode: 0o644)
            )
            #expect(place.copy.status(bytes("file"))?.isFile == true)
            place.source.remove(bytes("inner/file"))
            _ = try await place.settle(["inner/file"])
            #expect(ByteTree(root: "\(directory)/outside").status(bytes("file")) != nil)
        }
    }

    @Test func `a pipe in the source is waited for by nobody and copied by nobody`() async throws {
        try await withTemporaryDirectory { directory in
            let place = place(directory)
            place.source.write(bytes("always"), [1])
            try await place.sync()
            mkfifo("\(place.source.root)/pipe", 0o666)
            #expect(try await place.settle(["pipe"]).isWhole == false)
            #expect(place.copy.status(bytes("pipe")) == nil)
        }
    }

    @Test func `a reader sees the whole old file or the whole new one`() async throws {
        try await withTemporaryDirectory { directory in
            try await place(directory).copyWhileRead(versions: 40)
        }
    }

    @Test func `a ledger of another manifest, or one that ends in the middle, counts for nothing`() {
        let manifest = bytes("manifest12345678")
        let ledger = bytes("12345678") + bytes("+00000000000000abnew\0-old\0+0000torn")
        #expect(
            ManifestLedger.entries(in: ledger, of: manifest) == [
                bytes("new"): FilePrint(value: 0xAB), bytes("old"): nil,
            ]
        )
        #expect(ManifestLedger.entries(in: ledger, of: bytes("manifest87654321")).isEmpty)
        #expect(ManifestLedger.entries(in: [], of: manifest).isEmpty)
    }
}
