import CLibrary
import SystemPackage
import Testing

@testable import dustyd

@Suite struct UnfinishedFileTests {
    @Test func `only plain files of ours that are no longer written are swept`() async throws {
        try await withTemporaryDirectory { directory in
            let names = (0..<6).map { _ in UnfinishedFile.newName() }
            for name in names[0..<4] { try makeFile("\(directory)/\(name)", "half") }
            let writing = open("\(directory)/\(names[1])", O_RDONLY)
            defer { close(writing) }
            #expect(flock(writing, LOCK_EX) == 0)
            link("\(directory)/\(names[2])", "\(directory)/kept")
            if geteuid() == 0 { chown("\(directory)/\(names[3])", 12, 34) }
            symlink("/etc/passwd", "\(directory)/\(names[4])")
            mkdir("\(directory)/\(names[5])", 0o755)
            let others = [
                ".dusty-unfinished-", ".dusty-unfinished-0123456789abcdeg", ".dusty-unfinished-0123456789abcdef0",
                "hosts.dusty-1a2b3c4d5e6f7", ".dusty-unfinished-0123456789ABCDEF", "hosts",
            ]
            for name in others { try makeFile("\(directory)/\(name)", "theirs") }
            TrustedRoot(directory).sweep(depth: 0)
            let left = Set(names.dropFirst(1)).union(others).union(["kept"])
            #expect(Set(tree(directory)) == left.subtracting(geteuid() == 0 ? [] : [names[3]]))
        }
    }

    @Test func `a file whose maker is stopped by an error leaves nothing behind`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try FileDescriptor.directory(path)
            defer { try? directory.close() }
            #expect(throws: Errno.ioError) {
                try UnfinishedFile.write([1], in: directory, orMode: 0o644) { _ in throw Errno.ioError }
            }
            #expect(tree(path) == [])
        }
    }

    @Test func `every directory that is written to is swept at start, and closed where it should be`() async throws {
        try await withTemporaryDirectory { directory in
            let paths = Paths(environment: [
                "DUSTY_CONFIG_DIR": "\(directory)/etc", "DUSTY_STATE_DIR": "\(directory)/var",
                "DUSTY_HOSTS_FILE": "\(directory)/hosts/hosts",
            ])
            mkdir("\(directory)/var", 0o755)
            mkdir(paths.machine, 0o755)
            let places = [
                "\(directory)/etc", "\(directory)/hosts", paths.state, "\(paths.state)/compose", paths.previousLogs,
                "\(paths.testRuns)/run", paths.machine,
                "\(paths.machines)/big", "\(paths.commandFiles)/api/lib_revisions",
                "\(paths.machine)/persist/dustyNginx",
                paths.assets,
            ]
            for place in places { try makeFile("\(place)/\(UnfinishedFile.newName())", "half") }
            let directories = StateDirectories(paths: paths)
            try directories.prepare()
            directories.sweep()
            #expect(!tree(directory).contains { $0.contains("unfinished") })
            for path in [paths.machine, paths.testRuns, "\(paths.state)/compose", paths.previousLogs] {
                #expect(try FileStatus(at: path)?.rights == 0o700, "\(path)")
            }
        }
    }
}
