import DustyCore
import DustyTestSupport
import Synchronization
import Testing

@testable import dustyd

@Suite struct ManifestTests {
    private func manifest(_ seed: UInt64) -> Manifest {
        var random = SeededGenerator(state: seed)
        var listing = PathListing()
        var marks: [UInt32] = []
        var prints: [FilePrint] = []
        for _ in 0..<Int.random(in: 0...30, using: &random) {
            listing.append(
                (0..<Int.random(in: 1...40, using: &random)).map { _ in UInt8.random(in: 1...255, using: &random) }
            )
            marks.append(UInt32.random(in: 0...UInt32.max, using: &random))
            prints.append(FilePrint(value: random.next()))
        }
        return Manifest(
            target: "/m/\u{301}é\n",
            source: "/s",
            state: random.next(),
            listing: listing,
            marks: marks,
            prints: prints
        )
    }

    @Test(arguments: 0..<40) func `a manifest of any names comes back as it was`(_ seed: UInt64) throws {
        let written = manifest(seed)
        let read = try #require(Manifest(bytes: written.bytes))
        #expect(read == written && Array(read.target.utf8) == Array(written.target.utf8), "seed \(seed)")
    }

    @Test(arguments: 0..<40) func `one that is cut off or changed anywhere is none`(_ seed: UInt64) {
        var random = SeededGenerator(state: seed)
        var bytes = manifest(seed).bytes
        #expect(Manifest(bytes: Array(bytes.dropLast(Int.random(in: 1...bytes.count, using: &random)))) == nil)
        #expect(Manifest(bytes: bytes + [0]) == nil)
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
        #expect(Manifest(bytes: bytes) == nil, "seed \(seed)")
    }

    @Test func `one of another copy, or that cannot be read, is kept aside and counts as none`() async throws {
        let files = MemoryFiles()
        let store = ManifestStore(directory: "/var/manifests", files: files)
        try await store.write(manifest(1))
        try files.replace(store.path(of: "/other"), with: manifest(1).bytes, mode: 0o600)
        #expect(try await store.read("/m/\u{301}é\n") == manifest(1))
        #expect(try await store.read("/other") == nil)
        let paths = Paths(environment: ["DUSTY_STATE_DIR": "/var"])
        #expect(UnreadableFiles(paths: paths, files: files).all.count == 1)
        #expect(files.mode(of: store.path(of: "/m/\u{301}é\n")) == 0o600)
    }

    @Test func `one that the disk does not give stays, and counts as nothing known`() async throws {
        let files = MemoryFiles()
        let store = ManifestStore(directory: "/var/manifests", files: files)
        try await store.write(manifest(1))
        let target = manifest(1).target
        _ = files.failing.withLock { $0.insert(store.path(of: target)) }
        await #expect(throws: DustyError.self) { try await store.read(target) }
        files.failing.withLock { $0 = [] }
        #expect(try await store.read(target) == manifest(1))
    }

    @Test func `a hundred thousand paths take less than 10 MB`() {
        var listing = PathListing()
        for index in 0..<100_000 { listing.append("src/packages/package_\(index % 100)/module_\(index).py".utf8) }
        let marks = [UInt32](repeating: 7, count: listing.count)
        #expect(Manifest(target: "/t", source: "/s", state: 1, listing: listing, marks: marks).bytes.count < 6_000_000)
    }

    @Test func `what is spared, or of another kind now, is not gone`() {
        let paths = ["./", "a", "dir/", "dir/x", "keep/", "keep/in", "keepers", "other/"]
        let before = Manifest(
            target: "/t",
            source: "/s",
            state: 1,
            listing: PathListing(paths.map { Array($0.utf8)[...] }),
            marks: paths.map { _ in 0 }
        )
        let now = PathListing(["./", "dir", "other/"].map { Array($0.utf8)[...] })
        let gone = before.gone(from: now, sparing: ["keep"]).map { String(decoding: $0, as: UTF8.self) }
        #expect(gone == ["a", "dir/x", "keepers"])
    }

    @Test func `deletions go from the deepest directory up, and never climb`() {
        let paths = ["a/", "a/b/", "a/b/c", "x", "../y", "a/../../z", "./"].map { Array($0.utf8)[...] }
        let groups = Removal(paths).groups.map {
            (String(decoding: $0.parent, as: UTF8.self), $0.files.count, $0.directories.count)
        }
        #expect(groups.map(\.0) == ["a/b", "a", ""])
        #expect(groups.map(\.1) == [1, 0, 1])
        #expect(groups.map(\.2) == [0, 1, 1])
    }
}

@Suite struct ContainerMountsTests {
    @Test func `what lies below a copy's mount is found, whatever it is`() {
        let mounts = ContainerMounts(mounts: [
            .init(source: "/m/repos/api", destination: "/api"), .init(source: "", destination: "/api/node_modules"),
            .init(source: "/m/repos/kit", destination: "/api/vendor/kit"), .init(source: "/v", destination: "/apis/x"),
            .init(source: "/m/repos/api/data", destination: "/data"), .init(source: "/etc", destination: "/api/etc/"),
        ])
        #expect(mounts.points(below: "/m/repos/api").sorted() == ["data", "etc", "node_modules", "vendor/kit"])
        #expect(mounts.points(below: "/m/repos/kit") == [])
        #expect(mounts.points(below: "/m/repos/ap") == [])
        // A copy that is mounted as a part of what is around it.
        let around = ContainerMounts(mounts: [
            .init(source: "/m/repos", destination: "/all"), .init(source: "", destination: "/all/api/tmp"),
        ])
        #expect(around.points(below: "/m/repos/api") == ["tmp"])
        // A directory of the copy that is mounted for itself, with something mounted in it.
        let part = ContainerMounts(mounts: [
            .init(source: "/m/repos/api/web", destination: "/w"), .init(source: "", destination: "/w/node_modules"),
            .init(source: "", destination: "/web/x"),
        ])
        #expect(part.points(below: "/m/repos/api") == ["web", "web/node_modules"])
    }
}
