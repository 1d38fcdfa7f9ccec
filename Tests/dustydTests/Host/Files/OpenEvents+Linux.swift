#if !canImport(Darwin)
import CHost
import CLibrary
import Testing

/// What stands for a place, and the look before opening, open nothing that is no plain file: the kernel itself tells of every open.
@Suite struct OpenEventsTests {
    @Test(arguments: ["pipe", "link"]) func `what is no plain file is not opened in steps`(name: String) async throws {
        try await withTemporaryDirectory { root in
            try #require(mkfifo("\(root)/pipe", 0o644) == 0)
            try #require(symlink("pipe", "\(root)/link") == 0)
            let events = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
            try #require(events >= 0)
            defer { close(events) }
            let watch = inotify_add_watch(events, "\(root)/pipe", UInt32(IN_OPEN))
            try #require(watch >= 0)
            let tree = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            defer { close(tree) }
            for follow in [true, false] {
                #expect(chost_step_regular(tree, name, O_RDONLY, follow) < 0)
                #expect(chost_walk_regular(tree, name, O_RDONLY, follow) < 0)
            }
            #expect(!hasEvent(events))
            // The proof that an open would have been seen.
            close(openat(tree, "pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC))
            #expect(hasEvent(events))
        }
    }

    private func hasEvent(_ events: Int32) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        return read(events, &bytes, bytes.count) > 0
    }
}
#endif
