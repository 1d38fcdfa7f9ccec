import DustyCore
import Foundation
import Testing
import UnixHTTP

@testable import dustyd

@Suite(.needsRoot) struct BackupTests {
    private func serving(
        _ body: @escaping @Sendable (TestStack, UnixHTTPClient, String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            let persist = MachineTree(root: stack.paths.machine).persist
            try await stack.serving { client in try await body(stack, client, persist) }
        }
    }

    private static func backup(_ client: UnixHTTPClient, _ query: String = "") async throws -> [UInt8] {
        let reply = try await client.reply(to: HTTPCall(path: Endpoint.backup.path + query))
        guard reply.head.isSuccess else { throw try Wire.decode(DustyError.self, from: Data(reply.body)) }
        return reply.body
    }

    private static func stage(_ client: UnixHTTPClient, _ archive: [UInt8]) async throws -> StagedRestore {
        let length = [(name: "Content-Length", value: String(archive.count))]
        var reply = HTTPReply(head: HTTPReplyHead(status: 0), body: [])
        try await client.duplex(HTTPCall(method: "POST", path: Endpoint.stageRestore.path, headers: length)) { writer in
            for start in stride(from: 0, to: archive.count, by: 4096) {
                try await writer.write(Array(archive[start..<min(start + 4096, archive.count)]))
            }
        } onHead: {
            reply.head = $0
        } each: {
            reply.body += $0
        }
        guard reply.head.isSuccess else { throw try Wire.decode(DustyError.self, from: Data(reply.body)) }
        return try Wire.decode(from: Data(reply.body))
    }

    @Test func `containers are started again when the answer with the backup is dropped before it began`() async {
        let pauses = BackupPause()
        await pauses.open(1)
        do { _ = PauseKeeper(pauses: pauses, job: 1) }
        await pauses.untilClosed(1)
        #expect(await !pauses.untilOpen(1))
    }

    @Test func `what was saved comes back, what replaces it is kept, what was not saved stays`() async throws {
        try await serving { stack, client, persist in
            try makeFile("\(persist)/db/data", "before")
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(persist)/db/data")
            try FileManager.default.createSymbolicLink(
                atPath: "\(persist)/db/link",
                withDestinationPath: "/etc/hostname"
            )
            try makeFile("\(persist)/other/file", "other")
            let archive = try await Self.backup(client, "?name=db")

            try makeFile("\(persist)/db/data", "after")
            try makeFile("\(persist)/db/extra", "extra")
            let staged = try await Self.stage(client, archive)
            #expect(staged.manifest.names == ["db"])
            #expect(staged.replaces == ["db"])
            #expect(textOfFile("\(persist)/db/data") == "after")
            let job = try await stack.run(.restore(staged.id))
            #expect(job.state == .succeeded, "\(String(describing: job.error))")

            #expect(tree(persist) == ["db", "db/data", "db/link", "other", "other/file"])
            #expect(textOfFile("\(persist)/db/data") == "before")
            let mode = try FileManager.default.attributesOfItem(atPath: "\(persist)/db/data")[.posixPermissions] as? Int
            #expect(mode == 0o640)
            let kept = try #require(try await stack.disk.persist.contents().replaced.first)
            #expect(textOfFile("\(kept)/db/data") == "after")
            #expect(job.tail.contains { $0.contains(kept) })
            #expect(tree("\(stack.paths.machine)/restores").allSatisfy { !$0.contains("staged") })
        }
    }

    /// An engine with volumes of the stack, each with a file in it, and two containers that see the first.
    private static func keep(_ names: [String], in directory: String, _ stack: TestStack) throws {
        var places: [String: VolumePlace] = [:]
        for name in names {
            let files = "\(directory)/volumes/\(name)/_data"
            try makeFile("\(files)/file", "before \(name)")
            places[name] = VolumePlace(name: name, driver: "local", hasOptions: false, directory: files)
        }
        stack.storage.set(volumes: places)
        stack.storage.set(
            EngineUsage(
                containers: [
                    .running("db") { $0.mounts = [.init(source: "", volume: names[0], writable: true)] },
                    .running("web") { $0.mounts = [.init(source: "", volume: names[0], writable: false)] },
                ],
                volumes: names.map { StoredVolume(name: $0, labels: [ComposeLabel.project: "dusty"], bytes: 1) },
                root: directory
            )
        )
    }

    @Test func `named volumes are saved and come back, and who sees them is stopped meanwhile`() async throws {
        try await serving { stack, client, persist in
            let directory = stack.paths.machine + "/engine"
            try Self.keep(["dusty_one", "dusty_two"], in: directory, stack)
            let one = "\(directory)/volumes/dusty_one", two = "\(directory)/volumes/dusty_two"
            try FileManager.default.linkItem(atPath: "\(one)/_data/file", toPath: "\(one)/_data/hard")
            try FileManager.default.createSymbolicLink(atPath: "\(one)/_data/link", withDestinationPath: "./_data/x")
            try makeFile("\(persist)/db/data", "before")
            let archive = try await Self.backup(client, "?stop=true")
            // A backup stops who writes, a restore who reads as well.
            #expect(stack.storage.calls == ["end id-db", "start id-db"])
            let single = try await Self.backup(client, "?name=dusty_two")
            for place in [one, two] { try makeFile("\(place)/_data/file", "after") }
            try makeFile("\(persist)/db/data", "after")

            let staged = try await Self.stage(client, archive)
            #expect(staged.manifest.names == ["db"] && staged.manifest.volumes == ["one", "two"])
            #expect(staged.replaces == ["db", "dusty_one", "dusty_two"] && staged.stops == ["db", "web"])
            let job = try await stack.run(.restore(staged.id))
            #expect(job.state == .succeeded, "\(String(describing: job.error))")
            #expect(textOfFile("\(one)/_data/hard") == "before dusty_one")
            #expect(textOfFile("\(persist)/db/data") == "before")
            let link = try FileManager.default.destinationOfSymbolicLink(atPath: "\(one)/_data/link")
            #expect(link == "./_data/x")
            let kept = tree(one).filter { $0.hasPrefix("before-") && $0.hasSuffix("/file") }
            #expect(kept.count == 1 && textOfFile("\(one)/\(kept.first ?? "")") == "after")
            #expect(tree(directory + "/volumes").allSatisfy { !$0.contains("staged") && !$0.contains("placing") })
            #expect(job.tail.contains { $0.contains("sudo rm -rf") && $0.contains(two) })
            let items = try await stack.disk.report(repos: nil).items
            #expect(items.contains { $0.kind == .replaced && $0.name.hasPrefix(two) })

            // One volume alone.
            for name in tree(two) where name.hasPrefix("before-") && !name.contains("/") {
                try FileManager.default.removeItem(atPath: "\(two)/\(name)")
            }
            try makeFile("\(two)/_data/file", "later")
            let again = try await Self.stage(client, single)
            #expect(again.manifest.names.isEmpty && again.manifest.volumes == ["two"])
            #expect(try await stack.run(.restore(again.id)).state == .succeeded)
            #expect(textOfFile("\(two)/_data/file") == "before dusty_two")
        }
    }

    @Test func `a volume that cannot be saved is named, or refused when it is asked for`() async throws {
        try await serving { stack, client, persist in
            let directory = stack.paths.machine + "/engine"
            try Self.keep(["dusty_one", "dusty_two"], in: directory, stack)
            let place = VolumePlace(name: "dusty_two", driver: "nfs", hasOptions: false, directory: "/elsewhere/_data")
            stack.storage.set(volumes: [
                "dusty_two": place,
                "dusty_one": VolumePlace(
                    name: "dusty_one",
                    driver: "local",
                    hasOptions: false,
                    directory: "\(directory)/volumes/dusty_one/_data"
                ),
            ])
            let staged = try await Self.stage(client, try await Self.backup(client))
            #expect(staged.manifest.volumes == ["one"])
            #expect(staged.manifest.warnings == ["the volume dusty_two is not in it: it is kept by the driver nfs"])
            let error = await #expect(throws: DustyError.self) { try await Self.backup(client, "?name=dusty_two") }
            #expect(error?.code == .conflict)
            // Of another stack, or not there.
            let unknown = await #expect(throws: DustyError.self) { try await Self.backup(client, "?name=other_data") }
            #expect(unknown?.code == .notFound)
            // What has the name of one, and is not the stack's, is not replaced.
            stack.storage.set(EngineUsage(volumes: [StoredVolume(name: "dusty_one", labels: [:], bytes: 1)]))
            try makeFile("\(directory)/volumes/dusty_one/_data/file", "theirs")
            let job = try await stack.run(.restore(staged.id))
            #expect(job.state == .failed && job.error?.message.contains("is not the stack's") == true)
            #expect(textOfFile("\(directory)/volumes/dusty_one/_data/file") == "theirs")
        }
    }

    @Test func `containers that write there are stopped meanwhile and started again`() async throws {
        try await serving { stack, client, persist in
            try makeFile("\(persist)/db/data", "1")
            try makeFile("\(persist)/web/data", "1")
            let mount = StoredContainer.Mount(source: "\(persist)/db", volume: nil, writable: true)
            let other = StoredContainer.Mount(source: "\(persist)/web", volume: nil, writable: true)
            let foreign = StoredContainer.running("db") {
                $0.id = "foreign"; $0.labels = [:]; $0.mounts = [mount]
            }
            stack.storage.set(
                EngineUsage(containers: [
                    .running("db") { $0.mounts = [mount] }, .running("web") { $0.mounts = [other] }, foreign,
                ])
            )
            let archive = try await Self.backup(client, "?name=db&stop=true")
            #expect(stack.storage.calls == ["end id-db", "start id-db"])
            let staged = try await Self.stage(client, archive)
            #expect(staged.stops == ["db"])
            _ = try await stack.run(.restore(staged.id))
            #expect(stack.storage.calls == ["end id-db", "start id-db", "end id-db", "start id-db"])
        }
    }

    @Test func `a backup or a restore does not stop a program of dusty run`() async throws {
        try await serving { stack, client, persist in
            try makeFile("\(persist)/db/data", "1")
            let archive = try await Self.backup(client)
            try await stack.context.systems.oneOffs.add("dusty_db_run_1")
            let program = StoredContainer.running("db") {
                $0.name = "dusty_db_run_1"
                $0.labels[StackLabel.run] = "default"
                $0.mounts = [.init(source: "\(persist)/db", volume: nil, writable: true)]
            }
            stack.storage.set(EngineUsage(containers: [program]))
            let error = await #expect(throws: DustyError.self) { try await Self.backup(client, "?name=db&stop=true") }
            #expect(error?.message.contains("`dusty run db …` is using") == true, "\(error?.message ?? "")")
            let staged = try await Self.stage(client, archive)
            #expect(try await stack.run(.restore(staged.id)).state == .failed)
            #expect(stack.storage.calls.isEmpty)
        }
    }

    @Test func `a restore that is cancelled starts what it stopped and leaves nothing unpacked`() async throws {
        try await serving { stack, client, persist in
            try makeFile("\(persist)/db/data", "before")
            let archive = try await Self.backup(client)
            let mount = StoredContainer.Mount(source: "\(persist)/db", volume: nil, writable: true)
            stack.storage.set(EngineUsage(containers: [.running("db") { $0.mounts = [mount] }]))
            let staged = try await Self.stage(client, archive)
            stack.storage.hang()
            let job = try await stack.jobs.start(JobRequest(.restore(staged.id)), for: .tester)
            await stack.storage.untilHanging()
            _ = try await stack.jobs.cancel(job.id)
            for await _ in try await stack.jobs.changes(of: job.id)
            where try await stack.jobs.job(job.id).state.isFinal { break }
            #expect(try await stack.jobs.job(job.id).state == .cancelled)
            #expect(stack.storage.calls == ["end id-db", "start id-db"])
            #expect(tree("\(stack.paths.machine)/restores").isEmpty)
            #expect(textOfFile("\(persist)/db/data") == "before")
        }
    }

    @Test func `a backup that is cut off or was changed is refused before anything is changed`() async throws {
        try await serving { stack, client, persist in
            try makeFile("\(persist)/db/data", String(repeating: "x", count: 3000))
            let archive = try await Self.backup(client)
            var changed = archive
            changed[1600] ^= 1
            for bad in [Array(archive.prefix(2048)), changed, Array("no tar".utf8)] {
                await #expect(throws: DustyError.self) { try await Self.stage(client, bad) }
            }
            #expect(tree("\(stack.paths.machine)/restores").isEmpty)
            #expect(tree(persist) == ["db", "db/data"])
            await #expect(throws: DustyError.self) {
                try await stack.jobs.start(JobRequest(.restore("nothing")), for: .tester)
            }
        }
    }

    @Test func `an unknown name and an empty tree are told`() async throws {
        try await serving { _, client, persist in
            await #expect(throws: DustyError.self) { try await Self.backup(client) }
            try makeFile("\(persist)/db/data", "1")
            let error = await #expect(throws: DustyError.self) { try await Self.backup(client, "?name=bd") }
            #expect(error?.code == .notFound)
        }
    }
}
