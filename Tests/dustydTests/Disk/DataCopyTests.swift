import DustyCore
import DustyTestSupport
import Synchronization
import Testing

@testable import dustyd

@Suite struct DataCopyTests {
    /// Two stacks' disks on directories of this host, with an engine that keeps one volume of the first.
    private func with(
        driver: String = "local",
        _ body: @escaping @Sendable (DataCopy, FakeStorage, String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let storage = FakeStorage()
            func disk(_ names: StackNames, _ place: String) -> Disk {
                let paths = Paths(environment: ["DUSTY_STATE_DIR": "\(directory)/\(place)"])
                return Disk(
                    names: names,
                    paths: paths,
                    registry: .fresh(MemoryFiles()),
                    storage: storage,
                    persist: PersistTree(machine: paths.machine),
                    archiver: LocalTar(programs: SubprocessRunner()),
                    directories: LocalDirectories(programs: SubprocessRunner(), paths: paths),
                    programs: SubprocessRunner()
                )
            }
            let copy = DataCopy(
                source: disk(.standard, "one"),
                target: disk(try StackNames("side", slot: 1), "two"),
                now: .noon
            )
            let labels = [ComposeLabel.project: "dusty"]
            storage.set(
                EngineUsage(
                    volumes: [
                        StoredVolume(name: "dusty_data", labels: labels, bytes: 3),
                        StoredVolume(name: "dusty-other_data", labels: [ComposeLabel.project: "dusty-other"], bytes: 9),
                        StoredVolume(name: String(repeating: "a", count: 64), labels: labels, bytes: 9),
                    ],
                    root: directory
                )
            )
            func volume(_ name: String) -> VolumePlace {
                let files = "\(directory)/volumes/\(name)/_data"
                return VolumePlace(name: name, driver: driver, hasOptions: false, directory: files)
            }
            storage.set(volumes: ["dusty_data": volume("dusty_data"), "dusty-side_data": volume("dusty-side_data")])
            try makeFile("\(copy.source.persist.path)/redis/dump", "redis")
            try makeFile("\(copy.source.persist.path)/dustyNginx/dustyNginx.conf", "ours")
            try makeFile("\(copy.source.persist.path)/dusty_assets/key", "ours")
            try makeFile("\(directory)/volumes/dusty_data/_data/table/rows", "rows")
            try makeFile("\(directory)/volumes/dusty-side_data/_data/.keep", "")
            try AtomicFile("\(directory)/volumes/dusty-side_data/_data/.keep").remove()
            try AtomicFile.makeDirectories(copy.target.paths.machine)
            try await body(copy, storage, directory)
        }
    }

    private func text(_ path: String) throws -> String? {
        try AtomicFile(path).read().map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `directories and named volumes are copied, and nothing of Dusty's own`() async throws {
        try await with { copy, storage, directory in
            let contents = try await copy.contents()
            #expect(contents.entries == ["redis"] && contents.volumes.map(\.key) == ["data"])
            let said = try await copy.run(contents, .silent)
            #expect(said.hasPrefix("/persist/redis, dusty_data, "))
            #expect(try text("\(copy.target.persist.path)/redis/dump") == "redis")
            #expect(try text("\(directory)/volumes/dusty-side_data/_data/table/rows") == "rows")
            #expect(try await copy.target.persist.contents().names == ["redis"])
            let labels = ["com.docker.compose.project=dusty-side", "com.docker.compose.volume=data"]
            #expect(storage.calls == ["make volume dusty-side_data \(labels)"])
            // The source is as it was.
            #expect(try text("\(copy.source.persist.path)/redis/dump") == "redis")
            #expect(try text("\(directory)/volumes/dusty_data/_data/table/rows") == "rows")
        }
    }

    @Test func `a volume that others keep is refused before anything is done`() async throws {
        try await with(driver: "nfs") { copy, storage, _ in
            let error = await #expect(throws: DustyError.self) { try await copy.contents() }
            #expect(error?.message == "the volume dusty_data is kept by the driver nfs and cannot be copied")
            #expect(storage.calls.isEmpty)
        }
    }

    @Test func `data that do not fit are refused before anything is done`() async throws {
        try await with { copy, storage, directory in
            let labels = [ComposeLabel.project: "dusty"]
            let large = StoredVolume(name: "dusty_data", labels: labels, bytes: .max / 4)
            storage.set(EngineUsage(volumes: [large], root: directory))
            let error = await #expect(throws: DustyError.self) { try await copy.contents() }
            #expect(error?.code == .conflict && error?.message.contains("free") == true)
            #expect(storage.calls.isEmpty)
        }
    }

    @Test func `a pipe hands everything on in order, and one that fails ends the other`() async throws {
        let read = try await BytePipe.joining { pipe in
            for number in 0..<100 { try await pipe.send([UInt8(number)]) }
        } _: { pipe in
            var bytes: [UInt8] = []
            while let piece = try await pipe.next() { bytes += piece }
            return bytes
        }
        #expect(read == Array(0..<100))
        let fault = DustyError(.failed, "torn")
        let torn = await #expect(throws: DustyError.self) {
            try await BytePipe.joining { pipe in
                try await pipe.send([1])
                throw fault
            } _: { pipe in
                while try await pipe.next() != nil {}
            }
        }
        #expect(torn == fault)
        let refused = await #expect(throws: DustyError.self) {
            try await BytePipe.joining { pipe in
                while true { try await pipe.send([1]) }
            } _: { _ in
                throw fault
            }
        }
        #expect(refused == fault)
    }

    @Test func `a copy and a backup of the same data exclude each other`() async throws {
        let pauses = BackupPause()
        let copy = try await pauses.expect(["a"], for: BackupPause.Work(volumes: []) { _ in "done" })
        await #expect(throws: DustyError.self) { try await pauses.expect(["a"]) }
        await #expect(throws: DustyError.self) {
            try await pauses.expect(["a"], for: BackupPause.Work(volumes: []) { _ in "done" })
        }
        await pauses.forget(copy)
        let reader = try await pauses.expect(["a"])
        await #expect(throws: DustyError.self) {
            try await pauses.expect(["a"], for: BackupPause.Work(volumes: []) { _ in "done" })
        }
        await pauses.forget(reader)
        #expect(await pauses.take(["a"]) == nil)
    }
}
