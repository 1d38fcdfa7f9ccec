import CLibrary
import DustyCore
import DustyTestSupport
import Synchronization
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct SharedFileTests {
    private let section = HostsSection(entries: [.init(address: "127.65.0.1", name: "web.test")])

    /// How many lines are added at most: a file without bound would take ever longer to write.
    private static let most = 3000

    /// Writes and removes the section many times while `disturb` is called with a number each time; returns the file's lines.
    private func linesAfter(
        _ path: String,
        rounds: Int,
        every pause: UInt32 = 1000,
        disturb: @escaping @Sendable (Int) -> Void
    ) async throws -> [String] {
        try makeFile(path, "127.0.0.1 localhost\n")
        let count = Mutex(0)
        let isAtWork = Mutex(true)
        let disturber = Task {
            try await onThread {
                while isAtWork.withLock({ $0 }), count.withLock({ $0 < Self.most }) {
                    disturb(
                        count.withLock { count in
                            count += 1
                            return count
                        }
                    )
                    usleep(pause)
                }
            }
        }
        defer { isAtWork.withLock { $0 = false } }
        for _ in 0..<rounds {
            try await EtcHosts(path: path, lock: nil).change { [section] in section.applied(to: $0) }
            try await EtcHosts(path: path, lock: nil).change { [section] in section.removed(from: $0) }
        }
        try await EtcHosts(path: path, lock: nil).change { [section] in section.applied(to: $0) }
        isAtWork.withLock { $0 = false }
        try await disturber.value
        let lines = (textOfFile(path) ?? "").split(separator: "\n").map(String.init)
        let added = Set(lines)
        let lost = (1...count.withLock { $0 }).filter { !added.contains("10.0.0.1 name\($0)") }
        #expect(lost.isEmpty, "\(lost.count) of \(count.withLock { $0 })")
        #expect(lines.filter { $0.hasPrefix("10.") }.count == count.withLock { $0 })
        #expect(lines.contains("127.0.0.1 localhost"))
        return lines
    }

    @Test func `no line that others append is lost, and the section is there in the end`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/hosts"
            let lines = try await linesAfter(path, rounds: 150) { append("10.0.0.1 name\($0)\n", to: path) }
            #expect(lines.contains("127.65.0.1 web.test"))
            #expect(tree(directory) == ["hosts"])
        }
    }

    @Test(.needsRoot)
    func `no line that others append to a mounted file is lost`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/hosts"
            try makeFile(path, "")
            try makeFile("\(directory)/source", "")
            #expect(mount("\(directory)/source", path, nil, UInt(MS_BIND), nil) == 0)
            defer { umount2(path, Int32(MNT_DETACH)) }
            // The kernel gives no lease on some file systems; there the window is only narrow.
            let lines = try await linesAfter(path, rounds: 20, every: 100_000) {
                append("10.0.0.1 name\($0)\n", to: path)
            }
            #expect(lines.contains("127.65.0.1 web.test"))
        }
    }

    @Test func `several daemons do not undo each other's section`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/hosts"
            try makeFile(path, "127.0.0.1 localhost\n")
            let stacks = try ["one", "two", "three", "four"].map { try StackNames($0) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for names in stacks {
                    group.addTask {
                        let section = HostsSection(
                            entries: [.init(address: names.address, name: "\(names.name).test")],
                            names: names
                        )
                        for _ in 0..<20 {
                            try await EtcHosts(path: path, lock: nil).change { section.applied(to: $0) }
                            try await EtcHosts(path: path, lock: nil).change { section.removed(from: $0) }
                        }
                        try await EtcHosts(path: path, lock: nil).change { section.applied(to: $0) }
                    }
                }
                try await group.waitForAll()
            }
            let text = textOfFile(path) ?? ""
            for names in stacks { #expect(text.contains("\(names.address) \(names.name).test\n")) }
        }
    }

    @Test func `a lock that any user may hold does not prevent writing`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/etc/hosts"
            let lock = "\(directory)/state/hosts.lock"
            try makeFile(path, "old\n")
            let held = open("\(directory)/etc", O_RDONLY | O_CLOEXEC)
            defer { close(held) }
            #expect(flock(held, LOCK_SH) == 0)
            #expect(try await EtcHosts(path: path, lock: lock).change { _ in Array("new\n".utf8) })
            #expect(textOfFile(path) == "new\n")
            #expect(try FileStatus(at: lock)?.rights == 0o600)
            #expect(tree("\(directory)/etc") == ["hosts"])
        }
    }

    @Test func `what another program puts in its place is what the section is added to`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/hosts"
            try makeFile(path, "127.0.0.1 localhost\n")
            let isFirst = Mutex(true)
            try await EtcHosts(path: path, lock: nil).change { [section] text in
                if isFirst.withLock({ first in
                    defer { first = false }; return first
                }) {
                    try? makeFile("\(directory)/other", "10.0.0.1 other\n")
                    rename("\(directory)/other", path)
                }
                return section.applied(to: text)
            }
            #expect(textOfFile(path) == "10.0.0.1 other\n" + section.text)
        }
    }

    @Test func `a file that is right is not touched`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/hosts"
            let first = try await EtcHosts(path: path, lock: nil).change { [section] in section.applied(to: $0) }
            let before = try FileStatus(at: path)
            let second = try await EtcHosts(path: path, lock: nil).change { [section] in section.applied(to: $0) }
            #expect(first && !second)
            #expect(try FileStatus(at: path) == before)
        }
    }

    @Test(.needsRoot, arguments: ["+i", "+a"])
    func `an immutable file is named as such`(attribute: String) async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/hosts"
            try makeFile(path, "old\n")
            let runner = SubprocessRunner()
            func chattr(_ change: String) async throws -> Bool {
                try await runner.run(Command(program: "chattr", arguments: [change, path])) { _ in }.status == 0
            }
            // Some file systems have no such attributes.
            guard try await chattr(attribute) else { return }
            let error = await #expect(throws: DustyError.self) {
                try await EtcHosts(path: path, lock: nil).change { _ in Array("new\n".utf8) }
            }
            #expect(try await chattr("-i"))
            #expect(try await chattr("-a"))
            #expect(error?.message.contains("immutable") == true)
            #expect(error?.hint?.contains("chattr") == true)
            #expect(textOfFile(path) == "old\n" && tree(directory) == ["hosts"])
        }
    }
}

/// As `>>` of a shell does it.
private func append(_ text: String, to path: String) {
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o644)
    defer { close(file) }
    let bytes = Array(text.utf8)
    #expect(write(file, bytes, bytes.count) == bytes.count)
}
