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
