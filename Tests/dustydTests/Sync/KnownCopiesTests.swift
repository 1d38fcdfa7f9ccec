import CHost
import DustyCore
import Testing

@testable import dustyd

/// What is taken for complete without a look must be so.
@Suite struct KnownCopiesTests {
    private func transfer(to target: String, _ parts: [String] = []) -> Transfer {
        Transfer(source: "/repos/shop", target: target, parts: parts, manner: .update)
    }

    @Test func `a copy is no longer known to be followed once its source is copied to another place`() {
        let (first, second) = (transfer(to: "/m/shop"), transfer(to: "/m/@parts/shop/1", ["src"]))
        let copies = KnownCopies()
        copies.noteFollowed(first, generation: 1)
        #expect(copies.isFollowed(first, generation: 1))
        // Specs that mount a directory of the repo, an edit, and the former specs again.
        copies.noteFollowed(second, generation: 7)
        copies.noteSettled(second, from: 7, to: 8)
        #expect(!copies.isFollowed(first, generation: 1))
        #expect(copies.isFollowed(second, generation: 8))
    }

    @Test func `it is not once a change reaches another place, the copy was touched, or it is forgotten`() {
        let (first, second) = (transfer(to: "/m/shop"), transfer(to: "/m/other"))
        let copies = KnownCopies()
        copies.noteFollowed(first, generation: 1)
        #expect(!copies.isFollowed(first, generation: 2))
        copies.noteSettled(second, from: 1, to: 2)
        #expect(!copies.isFollowed(first, generation: 1))
        copies.noteFollowed(first, generation: 1)
        // Something else changed the copy before the change was copied.
        copies.noteSettled(first, from: 5, to: 6)
        #expect(!copies.isFollowed(first, generation: 6))
        copies.noteFollowed(first, generation: 1)
        copies.forget(first.target)
        #expect(!copies.isFollowed(first, generation: 1))
    }

    @Test(.needsLinux) func `file systems of other hosts and of programs do not tell of all changes`() {
        #expect(chost_is_on_local_file_system("/dev/shm"))
        #expect(!chost_is_on_local_file_system("/proc"))
        #expect(!chost_is_on_local_file_system("/not/there"))
    }
}
