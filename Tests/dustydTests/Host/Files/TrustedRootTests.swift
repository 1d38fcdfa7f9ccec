import CLibrary
import DustyCore
import DustyTestSupport
import Foundation
import Synchronization
import SystemPackage
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct TrustedRootTests {
    /// A root `tree` beside a directory `outside` with a file that nothing may touch.
    private func with(_ body: (TrustedRoot, String) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try makeFile("\(directory)/outside/secret", "mine")
            mkdir("\(directory)/tree", 0o755)
            try await body(TrustedRoot("\(directory)/tree"), "\(directory)/outside")
            #expect(textOfFile("\(directory)/outside/secret") == "mine")
            #expect(tree("\(directory)/outside") == ["secret"])
        }
    }

    @Test(arguments: [TrustedRoot.Links.refused, .beneath])
    func `what leads out of the root is not read`(links: TrustedRoot.Links) async throws {
        try await with { root, outside in
            let root = TrustedRoot(root.path, links: links)
            symlink("\(outside)/secret", "\(root.path)/file")
            symlink(outside, "\(root.path)/directory")
            symlink("../outside", "\(root.path)/climbing")
            for path in ["file", "directory/secret", "climbing/secret"] {
                let error = #expect(throws: DustyError.self) { try root.read(path) }
                #expect(error?.code == .forbidden && error?.message.contains("link") == true)
            }
            #expect(throws: (any Error).self) { try root.read("../outside/secret") }
            try makeFile("\(root.path)/a/b", "own")
            #expect(try root.read("a/./b") == Array("own".utf8))
            #expect(try root.read("a/c") == nil)
            #expect(try root.read("a/b/c") == nil)
        }
    }

    @Test func `nothing that is no plain file is opened, and nothing is waited for`() async throws {
        try await with { root, _ in
            mkfifo("\(root.path)/fifo", 0o600)
            mkdir("\(root.path)/directory", 0o755)
            var names = ["fifo", "directory"]
            if geteuid() == 0, mknod("\(root.path)/zero", S_IFCHR | 0o666, 0x105) == 0 { names.append("zero") }
            for name in names {
                #expect(throws: DustyError.self) { try root.read(name) }
            }
            let found = try root.files()
            #expect(Set(found.keys) == Set(names).subtracting(["directory"]))
            #expect(found.values.allSatisfy { $0 == nil })
        }
    }

    @Test func `a file above the limit is refused, however large it says it is`() async throws {
        try await with { root, _ in
            try makeFile("\(root.path)/huge", "")
            truncate("\(root.path)/huge", 1 << 40)
            #expect(throws: DustyError.self) { try root.read("huge", limit: 1000) }
            let found = try root.files()
            #expect(found["huge"].map { $0 == nil } == true)
            #expect(throws: DustyError.self) { try root.files(within: .init(entries: 0)) }
            try makeFile("\(root.path)/1/2/3/4", "")
            #expect(throws: DustyError.self) { try root.files(within: .init(depth: 3)) }
        }
    }

    @Test func `what is in the way of a file gives way, and what it leads to stays`() async throws {
        try await with { root, outside in
            symlink(outside, "\(root.path)/a")
            symlink("\(outside)/secret", "\(root.path)/secret")
            mkfifo("\(root.path)/fifo", 0o600)
            try makeFile("\(root.path)/directory/with/files", "x")
            symlink("\(outside)/new", "\(root.path)/dangling")
            for path in ["a/secret", "secret", "fifo", "directory", "dangling", "new/directories/file"] {
                try root.write(path, Array(path.utf8))
                #expect(try root.read(path) == Array(path.utf8))
            }
            #expect(!tree(root.path).contains { $0.contains("unfinished") })
        }
    }

    @Test func `modes are what they should be whatever the umask`() async throws {
        try await with { root, _ in
            let own = TrustedRoot("\(root.path)/machine/part")
            try own.write("directory/file", [1], mode: 0o640)
            #expect(mode("\(root.path)/machine") == 0o700)
            #expect(mode("\(own.path)/directory") == 0o755)
            #expect(mode("\(own.path)/directory/file") == 0o640)
        }
    }

    @Test func `removing follows no link and ends, however deep the tree`() async throws {
        try await with { root, outside in
            symlink(outside, "\(root.path)/link")
            try root.remove("link")
            var directory = try root.directory("deep", making: 0o755)
            for _ in 0..<1500 {
                symlinkat(outside, directory.rawValue, "link")
                let inner = try directory.makeDirectory("d", mode: 0o755)
                try directory.close()
                directory = inner
            }
            try directory.close()
            try root.remove("deep")
            try root.remove("nothing")
            try root.remove("nothing/below")
            #expect(tree(root.path) == [])
        }
    }

    /// Somebody swaps a directory for a link again and again while it is written to, read and removed.
    @Test func `a race leads nowhere`() async throws {
        try await with { root, outside in
            let racing = Mutex(true)
            let path = root.path
            let racer = Task {
                try await onThread {
                    while racing.withLock({ $0 }) {
                        unlink("\(path)/a/file")
                        rmdir("\(path)/a")
                        symlink(outside, "\(path)/a")
                        unlink("\(path)/a")
                        mkdir("\(path)/a", 0o755)
                    }
                }
            }
            defer { racing.withLock { $0 = false } }
            for _ in 0..<2000 {
                try? root.write("a/secret", [1])
                #expect((try? root.read("a/secret")) != Array("mine".utf8))
                try? root.remove("a/secret")
                try? root.remove("a")
            }
            racing.withLock { $0 = false }
            try await racer.value
        }
    }

    private func mode(_ path: String) -> mode_t {
        ((try? FileStatus(at: path)) ?? nil)?.rights ?? 0
    }
}
