import DustyCore
import Foundation
import Testing

@testable import dustyd

/// A machine is there or gone, also when the daemon dies while it is removed.
@Suite struct MachineRemovalTests {
    private static func with(_ body: (MachineCatalog, MachineRecord) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let paths = Paths(environment: [
                "DUSTY_STATE_DIR": "\(directory)/s", "DUSTY_SOCKET_PATH": "\(directory)/d",
            ])
            let catalog = MachineCatalog(paths: paths, files: DiskFiles())
            let record = MachineRecord(
                name: "big",
                target: try SSHTarget("root@big.test"),
                fingerprints: [],
                engineSocket: "/var/run/docker.sock",
                root: "/var/lib/dusty-machine",
                isRoot: true,
                forwardOnly: false,
                addedAt: .noon
            )
            try catalog.put(record)
            try makeFile("\(paths.directory(ofMachine: "big"))/key.pub", "ssh-ed25519 AAAA dusty-big\n")
            try makeFile("\(paths.directory(ofMachine: "big"))/key", "secret")
            try await body(catalog, record)
        }
    }

    @Test func `what is marked is known as such and its name is not free`() async throws {
        try await Self.with { catalog, _ in
            try catalog.beginRemoval("big")
            #expect(catalog.isBeingRemoved("big") && catalog.unfinishedRemovals() == ["big"])
            let error = #expect(throws: DustyError.self) { try catalog.checkNew("big") }
            #expect(error?.hint?.contains("dusty machine remove big") == true)
            try catalog.cancelRemoval("big")
            #expect(catalog.unfinishedRemovals().isEmpty)
            #expect(try catalog.find("big").name == "big")
        }
    }

    @Test(arguments: ["machine.json", "vm.json"])
    func `one that cannot be read is kept aside, listed with its fault, and can be put right`(file: String) async throws
    {
        try await Self.with { catalog, record in
            let directory = catalog.paths.directory(ofMachine: "torn")
            try makeFile("\(directory)/\(file)", "{")
            #expect(catalog.listed().map(\.name) == ["big", "torn"])
            #expect(catalog.fault(of: "big") == nil)
            #expect(catalog.fault(of: "torn")?.hint?.contains("remove --force torn") == true)
            let unreadable = UnreadableFiles(paths: catalog.paths, files: catalog.files)
            let kept = try #require(unreadable.all.first)
            #expect(kept.hasPrefix("\(directory)/\(file).unreadable-") && textOfFile(kept) == "{")
            #expect(
                unreadable.warnings.map(\.message).allSatisfy { $0.contains("\(directory)/\(file) could not be read") }
            )
            // Its name is not free, and it is no machine that was only half added.
            #expect(throws: DustyError.self) { try catalog.checkNew("torn") }
            catalog.sweepAdditions()
            #expect(unreadable.all == [kept])
            // Once another file is in its place, or the broken one is gone, the machine is as any other.
            var torn = record
            torn.name = "torn"
            try catalog.put(torn)
            #expect(file != "machine.json" || catalog.fault(of: "torn") == nil)
            try FileManager.default.removeItem(atPath: kept)
            #expect(try catalog.find("torn") == torn)
        }
    }

    @Test func `what a cut-off addition left is swept, and nothing that is kept or cannot be read`() async throws {
        try await Self.with { catalog, _ in
            try makeFile("\(catalog.paths.directory(ofMachine: "half"))/known_hosts", "half.test ssh-ed25519 AAAA\n")
            try makeFile("\(catalog.paths.directory(ofMachine: "torn"))/machine.json", "{")
            try makeFile("\(catalog.paths.directory(ofMachine: "leaving"))/removing", "")
            catalog.sweepAdditions()
            #expect(catalog.names() == ["big", "leaving", "torn"])
        }
    }

    @Test func `its directory goes as a whole and what is left is swept`() async throws {
        try await Self.with { catalog, _ in
            // Killed while the directory was being deleted: it has another name by then.
            try makeFile("\(catalog.paths.machines)/.removed-x/key", "secret")
            #expect(try catalog.all().map(\.name) == ["big"])
            catalog.sweep()
            #expect(!FileManager.default.fileExists(atPath: "\(catalog.paths.machines)/.removed-x"))
            try catalog.remove("big")
            #expect(try catalog.all().isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: catalog.paths.machines).isEmpty)
            try catalog.remove("big")
        }
    }

    @Test func `the key is taken away only once the removal is noted`() async throws {
        try await Self.with { catalog, record in
            let runner = RecordingRunner { command in
                #expect(command.program == "ssh")
                return .init()
            }
            try catalog.beginRemoval("big")
            let enrollment = MachineEnrollment(catalog: catalog, runner: runner, now: .noon)
            _ = try await enrollment.remove(record)
            #expect(runner.commands.count == 1 && !catalog.isBeingRemoved("big"))
        }
    }

    @Test func `a machine that refuses the login is no machine to use`() async throws {
        try await Self.with { catalog, record in
            let runner = RecordingRunner { _ in .failure(255, "root@big.test: Permission denied (publickey).") }
            let enrollment = MachineEnrollment(catalog: catalog, runner: runner, now: .noon)
            await #expect(throws: DustyError.self) { try await enrollment.checkLogin(to: record) }
        }
    }
}
