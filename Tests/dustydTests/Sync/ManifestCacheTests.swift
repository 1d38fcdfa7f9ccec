import DustyCore
import DustyTestSupport
import Testing

@testable import dustyd

@Suite struct ManifestCacheTests {
    private func manifest(of path: String, from source: String = "/repo") -> Manifest {
        let listing = PathListing([Array(path.utf8)[...]])
        return Manifest(
            target: "/copy",
            source: source,
            state: 1,
            listing: listing,
            marks: [0],
            prints: [FilePrint(value: 7)]
        )
    }

    @Test func `a manifest that was replaced, by any path, is read again`() async throws {
        try await withTemporaryDirectory { directory in
            let store = ManifestStore(directory: directory, files: DiskFiles())
            let (old, new) = (Array("old".utf8), Array("new".utf8))
            try await store.write(manifest(of: "old"))
            for _ in 0..<2 { #expect(try #require(await store.ledger(of: "/copy", from: "/repo")).has(old)) }
            // Another store, as of a daemon that restarted.
            try await ManifestStore(directory: directory, files: DiskFiles()).write(manifest(of: "new"))
            let ledger = try #require(await store.ledger(of: "/copy", from: "/repo"))
            #expect(ledger.has(new) && !ledger.has(old))
            try await store.write(manifest(of: "new", from: "/other"))
            #expect(await store.ledger(of: "/copy", from: "/repo") == nil)
            #expect(await store.ledger(of: "/copy", from: "/other") != nil)
        }
    }

    @Test func `what is noted in a ledger is in the next`() async throws {
        try await withTemporaryDirectory { directory in
            let store = ManifestStore(directory: directory, files: DiskFiles())
            try await store.write(manifest(of: "a"))
            for name in ["b", "c"] {
                try #require(await store.ledger(of: "/copy", from: "/repo")).note(Array(name.utf8), FilePrint(value: 9))
            }
            let ledger = try #require(await store.ledger(of: "/copy", from: "/repo"))
            #expect(["a", "b", "c"].allSatisfy { ledger.has(Array($0.utf8)) })
        }
    }

    @Test(arguments: [1, 4, 5, 300]) func `many paths are looked up as each by itself is`(count: Int) async throws {
        try await withTemporaryDirectory { directory in
            let store = ManifestStore(directory: directory, files: DiskFiles())
            let paths = (0..<200).map { Array("directory/file\($0)".utf8) }
            let prints = (0..<200).map { FilePrint(value: UInt64($0) + 10) }
            var listing = PathListing()
            for path in paths { listing.append(path) }
            let marks = [UInt32](repeating: 0, count: 200)
            let manifest = Manifest(
                target: "/copy",
                source: "/repo",
                state: 1,
                listing: listing,
                marks: marks,
                prints: prints
            )
            try await store.write(manifest)
            let plain = try #require(await store.ledger(of: "/copy", from: "/repo"))
            try plain.note([paths[3]: nil, paths[4]: FilePrint(value: 5), Array("new".utf8): FilePrint(value: 6)])
            let ledger = try #require(await store.ledger(of: "/copy", from: "/repo"))
            let asked = (paths + ["new", "file1", "directory/file", "none"].map { Array($0.utf8) }).suffix(count)
            let knowing = ledger.knowing(Array(asked))
            for path in paths + asked { #expect(knowing.print(of: path) == ledger.print(of: path)) }
            #expect(knowing.print(of: paths[3]) == nil && knowing.print(of: paths[199]) == FilePrint(value: 209))
            #expect(knowing.print(of: Array("new".utf8)) == FilePrint(value: 6) && !knowing.has(Array("none".utf8)))
        }
    }

    @Test func `so much is kept, and what was used last the longest`() throws {
        let cache = ManifestCache()
        let status = try #require(try FileStatus(at: "/"))
        func entry() -> ManifestCache.Entry {
            ManifestCache.Entry(
                status: status,
                target: "/copy",
                source: "/repo",
                bytes: Array(repeating: 0, count: 5 << 20),
                listing: 0..<0
            )
        }
        func isKept(_ path: String) -> Bool { cache.entry(path, status, of: "/copy", from: "/repo") != nil }
        for path in ["a", "b", "c"] { cache.note(entry(), path) }
        #expect(isKept("a"))
        cache.note(entry(), "d")
        #expect(["a", "c", "d"].allSatisfy(isKept) && !isKept("b"))
        #expect(cache.entry("a", status, of: "/copy", from: "/elsewhere") == nil)
    }
}
