import CLibrary
import DustyCore
import Testing

@testable import dustyd

@Suite struct EtcHostsTests {
    @Test func `what is written is read back, bytes that are not UTF-8 too`() async throws {
        try await withTemporaryDirectory { directory in
            let hosts = EtcHosts(path: directory + "/hosts", lock: nil)
            #expect(try await hosts.read() == [])
            let bytes = Array("127.0.0.1 localhost\n".utf8) + [0xFF, 0xFE, 0x0A]
            _ = try await hosts.change { _ in bytes }
            #expect(try await hosts.read() == bytes)
        }
    }

    @Test func `owner and mode stay and nothing is left behind`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/hosts", "old\n")
            chmod(directory + "/hosts", 0o640)
            if geteuid() == 0 { chown(directory + "/hosts", 12, 34) }
            _ = try await EtcHosts(path: directory + "/hosts", lock: nil).change { _ in Array("new\n".utf8) }
            let status = try FileStatus(at: directory + "/hosts")
            #expect(status?.rights == 0o640)
            if geteuid() == 0 { #expect(status?.owner == 12 && status?.group == 34) }
            #expect(tree(directory) == ["hosts"])
            #expect(textOfFile(directory + "/hosts") == "new\n")
        }
    }

    @Test func `a symbolic link stays and its target is replaced`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/real/hosts", "old\n")
            symlink("real/hosts", directory + "/hosts")
            _ = try await EtcHosts(path: directory + "/hosts", lock: nil).change { _ in Array("new\n".utf8) }
            #expect(textOfFile(directory + "/real/hosts") == "new\n")
            #expect(try FileStatus(at: directory + "/hosts")?.isLink == true)
        }
    }

    @Test func `a file that is to be private is closed to others, whatever it was`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/file"
            for (before, mode, after) in [(0o644, 0o600, 0o600), (0o400, 0o600, 0o400), (0o640, 0o644, 0o640)] {
                try makeFile(path, "old")
                chmod(path, mode_t(before))
                try AtomicFile(path).write([1], mode: UInt16(mode))
                #expect(try FileStatus(at: path)?.rights == mode_t(after))
            }
        }
    }

    @Test func `a directory in its place is an error that names it`() async throws {
        try await withTemporaryDirectory { directory in
            let error = await #expect(throws: DustyError.self) {
                _ = try await EtcHosts(path: directory, lock: nil).change { _ in [1] }
            }
            #expect(error?.message.contains(directory) == true)
        }
    }
}

@Suite(.needsRoot) struct MountedFileTests {
    @Test func `a mounted file is rewritten in place`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/source", "a long old text\n")
            try makeFile(directory + "/hosts", "")
            try await withMount(["--bind", directory + "/source", directory + "/hosts"], at: directory + "/hosts") {
                _ = try await EtcHosts(path: directory + "/hosts", lock: nil).change { _ in Array("new\n".utf8) }
            }
            #expect(textOfFile(directory + "/source") == "new\n")
            #expect(tree(directory) == ["hosts", "source"])
        }
    }

    @Test func `a mounted file on a full disk keeps its old text`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/hosts", "")
            mkdir(directory + "/small", 0o755)
            try await withMount(
                ["-t", "tmpfs", "-o", "size=4k", "tmpfs", directory + "/small"],
                at: directory + "/small"
            ) {
                try makeFile(directory + "/small/source", "old text\n")
                let source = directory + "/small/source"
                try await withMount(["--bind", source, directory + "/hosts"], at: directory + "/hosts") {
                    let error = await #expect(throws: DustyError.self) {
                        _ = try await EtcHosts(path: directory + "/hosts", lock: nil).change { _ in
                            [UInt8](repeating: 120, count: 9000)
                        }
                    }
                    #expect(error?.message.contains("old content") == true)
                    #expect(textOfFile(directory + "/hosts") == "old text\n")
                }
            }
        }
    }

    private func withMount(_ arguments: [String], at path: String, body: () async throws -> Void) async throws {
        let runner = SubprocessRunner()
        let mounted = try await runner.run(Command(program: "mount", arguments: arguments)) { _ in }
        try #require(mounted.status == 0, "\(mounted.errorOutput)")
        defer { umount2(path, Int32(MNT_DETACH)) }
        try await body()
    }
}
