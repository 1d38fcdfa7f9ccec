import CHost
import CLibrary
import Testing

@testable import dustyd

/// Opening below a directory in steps, as on a Mac, gives what Linux's own call gives.
@Suite struct WalkBeneathTests {
    /// What is found at a path: its inode, or why not.
    private enum Finding: Equatable {
        case inode(UInt64), error(Int32)
    }

    private func finding(_ opened: Int32) throws -> Finding {
        guard opened >= 0 else { return .error(errno) }
        defer { close(opened) }
        var status = chost_status()
        #expect(chost_status_of(opened, &status) == 0)
        return .inode(status.inode)
    }

    private func make(in root: String) throws {
        for path in ["a", "a/b", "outside", "outside/c", "tree", "tree/d", "tree/d/e"] {
            try #require(mkdir("\(root)/\(path)", 0o755) == 0)
        }
        for path in ["tree/file", "tree/d/file", "outside/secret"] {
            let file = open("\(root)/\(path)", O_CREAT | O_WRONLY, 0o644)
            try #require(file >= 0)
            close(file)
        }
        let links = [
            ("tree/in", "d/file"), ("tree/up", "d/../file"), ("tree/out", "../outside/secret"),
            ("tree/absolute", "/etc/hostname"), ("tree/loop", "loop"), ("tree/there", "d"), ("tree/d/back", "../in"),
            ("tree/gone", "nothing"), ("tree/far", "d/../../outside"), ("tree/stroke", "d/"),
        ]
        for (path, target) in links { try #require(symlink(target, "\(root)/\(path)") == 0) }
    }

    @Test func `every path leads where the kernel's own call leads`() async throws {
        try await withTemporaryDirectory { root in
            try make(in: root)
            let tree = open("\(root)/tree", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            try #require(tree >= 0)
            defer { close(tree) }
            let paths = [
                "file", "./file", "d/file", "d//file", "d/../file", "d/e/../../file", "..", "../outside/secret",
                "d/../../outside/secret", "/etc/hostname", "", ".", "d", "d/", "d/.", "d/e/..", "in", "up", "out",
                "absolute", "loop", "there/file", "there/e/../file", "there/../file", "d/back", "gone", "nothing",
                "nothing/x", "file/x", "far/secret", "stroke/file", String(repeating: "x", count: 256),
                String(repeating: "d/../", count: 300) + "file",
            ]
            for path in paths {
                for follow in [true, false] {
                    let flags = O_RDONLY | O_CLOEXEC
                    let ours = try finding(chost_walk_beneath(tree, path, flags, 0, follow))
                    let kernels = try finding(chost_open_beneath(tree, path, flags, 0, follow))
                    #expect(ours == kernels, "\(path), following: \(follow)")
                }
            }
        }
    }

    @Test func `no descriptor is left open`() async throws {
        try await withTemporaryDirectory { root in
            try make(in: root)
            let tree = open("\(root)/tree", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            try #require(tree >= 0)
            defer { close(tree) }
            let file = chost_walk_beneath(tree, "there/e/../file", O_RDONLY | O_CLOEXEC, 0, true)
            let made = chost_walk_beneath(tree, "there/new", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600, true)
            #expect(file >= 0 && made >= 0)
            close(file)
            close(made)
            #expect(chost_walk_beneath(tree, "there/new", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600, true) < 0)
        }
    }

    @Test func `a plain file is opened in steps as by the kernel's own way, and nothing else is`() async throws {
        try await withTemporaryDirectory { root in
            try make(in: root)
            try makeOthers(in: "\(root)/tree")
            let tree = open("\(root)/tree", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            try #require(tree >= 0)
            defer { close(tree) }
            let paths = [
                "file", "d/file", "d", "d/", ".", "..", "in", "up", "out", "absolute", "loop", "gone", "there/file",
                "pipe", "to pipe", "d/back", "nothing", "file/", "file/x", "", "zero", "to zero",
            ]
            for path in paths {
                for follow in [true, false] {
                    let below = try finding(chost_walk_regular(tree, path, O_RDONLY, follow))
                    #expect(
                        try below == finding(chost_open_regular_beneath(tree, path, O_RDONLY, follow)),
                        "\(path), following: \(follow)"
                    )
                    let here = try finding(chost_step_regular(tree, path, O_RDONLY, follow))
                    #expect(
                        try here == finding(chost_open_regular(tree, path, O_RDONLY, follow)),
                        "\(path), following: \(follow)"
                    )
                }
            }
            #expect(try finding(chost_walk_regular(tree, "pipe", O_RDONLY, true)) == .error(EPERM))
            #expect(try finding(chost_walk_regular(tree, "to pipe", O_RDONLY, true)) == .error(EPERM))
            #expect(try finding(chost_step_regular(tree, "to pipe", O_RDONLY, false)) == .error(ELOOP))
            #expect(try finding(chost_step_regular(AT_FDCWD, "/dev/zero", O_RDONLY, true)) == .error(EPERM))
        }
    }

    /// A pipe, a link to the pipe, and a device where this user may make one.
    private func makeOthers(in tree: String) throws {
        try #require(mkfifo("\(tree)/pipe", 0o644) == 0)
        try #require(symlink("pipe", "\(tree)/to pipe") == 0)
        try #require(symlink("zero", "\(tree)/to zero") == 0)
        _ = mknod("\(tree)/zero", S_IFCHR | 0o666, 0x105)
    }
}
