import CLibrary
import DustyCore
import Synchronization
import SystemPackage

/// Which programs run for the daemon, in a file that outlives it: where the kernel does not show the environment of every process, the mark of
/// ``Orphans`` alone would not find them.
///
/// Each has its process and when that began: a number that another process has by now has another beginning. Every program leads a group, whose
/// number is its own. The file has a place of the same size for each, and is only written where one begins or ends: one call for each.
final class ChildRecord: Sendable {
    /// A program that ran for an earlier daemon.
    struct Child: Sendable, Equatable {
        let process: Int32
        let start: String

        /// Whether it still runs, and is not another one with its number.
        var runs: Bool { ThisHost.start(of: process) == start }
    }

    /// More at once are not written down.
    static let places = 512
    /// Bytes of a place, its line ending included.
    static let width = 96

    private struct State {
        var file: Int32 = -1
        var isTaken = [Bool](repeating: false, count: ChildRecord.places)
    }

    private let path: String
    private let state = Mutex(State())

    init(_ path: String) {
        self.path = path
    }

    deinit {
        state.withLock { if $0.file >= 0 { close($0.file) } }
    }

    /// The programs of an earlier daemon, as far as its record can be believed.
    func earlier() -> [Child] {
        guard let file = try? open(O_RDONLY) else { return [] }
        let bytes = (try? file.closeAfter { try file.readAll(limit: Self.places * Self.width) }) ?? nil
        return (bytes ?? []).split(separator: UInt8(ascii: "\n")).compactMap { line in
            let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard words.count == 2, let process = Int32(words[0]), process > 1 else { return nil }
            return Child(process: process, start: words[1])
        }
    }

    /// Forgets all of them and begins to write. Before this nothing is written: a program that only has parts of the daemon in it, as tests
    /// have, has no record.
    func begin() {
        state.withLock { state in
            guard state.file < 0, let file = try? open(O_RDWR | O_CREAT) else { return }
            if ftruncate(file.rawValue, 0) == 0 { state.file = file.rawValue } else { try? file.close() }
        }
    }

    /// Writes down a program that has begun; its place, or nil when it has none.
    func add(_ process: Int32) -> Int? {
        guard let start = ThisHost.start(of: process) else { return nil }
        return state.withLock { state in
            guard state.file >= 0, let place = state.isTaken.firstIndex(of: false) else { return nil }
            let text = Array("\(process) \(start)".utf8)
            guard text.count < Self.width, Self.write(text, at: place, state.file) else { return nil }
            state.isTaken[place] = true
            return place
        }
    }

    /// Forgets a program that has ended.
    func remove(_ place: Int) {
        state.withLock { state in
            guard Self.write([], at: place, state.file) else { return }
            state.isTaken[place] = false
        }
    }

    private static func write(_ text: [UInt8], at place: Int, _ file: Int32) -> Bool {
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: width - 1 - text.count)
        let line = text + padding + [UInt8(ascii: "\n")]
        return pwrite(file, line, line.count, off_t(place * width)) == line.count
    }

    /// Opens the file, which must be nobody else's: what it names is ended.
    private func open(_ flags: Int32) throws -> FileDescriptor {
        let opened = CLibrary.open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw Errno(rawValue: errno) }
        let file = FileDescriptor(rawValue: opened)
        let status = try? file.status()
        guard let status, status.isFile, status.owner == geteuid(), status.rights & 0o022 == 0, status.links == 1 else {
            try file.close()
            throw Errno.permissionDenied
        }
        return file
    }
}
