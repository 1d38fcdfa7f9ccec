import CLibrary
import DustyTestSupport
import Foundation
import Synchronization
import Testing

@testable import dustyd

/// The record of running programs, which a Mac needs, tried on this system.
@Suite(.timeLimit(.minutes(5))) struct ChildRecordTests {
    /// A program without the mark that leads a group of two, as one of Apple's own. Its run ends when nothing of the group is left.
    private func leave() async throws -> (process: Int32, run: Task<CommandResult, any Error>) {
        let script = "trap '' TERM HUP INT; sleep 1000 & echo $$; wait"
        let (lines, line) = AsyncStream.makeStream(of: String.self)
        let run = Task {
            defer { line.finish() }
            return try await SubprocessRunner(orphans: nil).run(Command(program: "sh", arguments: ["-c", script])) {
                line.yield($0.text)
            }
        }
        var iterator = lines.makeAsyncIterator()
        return (try #require(await iterator.next().flatMap { Int32($0) }), run)
    }

    private func orphans(_ record: String) -> Orphans {
        Orphans(socket: "/run/record-\(UInt64.random(in: 0...UInt64.max)).sock", record: ChildRecord(record))
    }

    private func content(_ path: String) -> [String] {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
            .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    @Test func `a program is in the record while it runs, and no longer`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/children"
            let orphans = orphans(path)
            let runner = SubprocessRunner(orphans: orphans)
            _ = try await runner.run(Command(program: "true", arguments: [])) { _ in }
            #expect(access(path, F_OK) != 0, "nothing is written before the daemon has begun")
            orphans.end()
            let found = Mutex<[String]>([])
            let command = Command(program: "sh", arguments: ["-c", "echo $$; exec sleep 1000"])
            let result = try await runner.run(command) { line in
                found.withLock { $0 = [line.text] + content(path) }
                if let process = Int32(line.text) { kill(process, SIGKILL) }
            }
            #expect(result.ending == .signaled(SIGKILL, starved: false))
            let lines = found.withLock { $0 }
            #expect(lines.count == 2 && lines[1].hasPrefix("\(lines[0]) "), "\(lines)")
            #expect(content(path) == [])
            #expect(try FileStatus(at: path)?.rights == 0o600)
        }
    }

    @Test
    func `what a killed daemon left is ended by its record, with its group, and what has its number by now is not`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            let (old, other) = (try await leave(), try await leave())
            let start = try #require(ThisHost.start(of: old.process))
            let path = "\(directory)/children"
            try Data("\(old.process) \(start)\n\(other.process) \(start)0\n".utf8).write(to: URL(filePath: path))
            chmod(path, 0o600)
            let orphans = orphans(path)
            #expect(orphans.end() == 1)
            #expect(ThisHost.start(of: old.process) == nil)
            #expect(kill(other.process, 0) == 0)
            #expect(content(path) == [])
            kill(-other.process, SIGKILL)
            for run in [old.run, other.run] {
                #expect(try await run.value.ending == .signaled(SIGKILL, starved: false))
            }
        }
    }

    @Test(arguments: [
        "", "garbage\n", "1 0\n0 0\n-1 x\n", "99999999999999999999 1\n", String(repeating: "7 7\n", count: 99_999),
        "\u{0}\n \n",
    ]) func `a record that says nothing ends nothing`(text: String) async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/children"
            try Data(text.utf8).write(to: URL(filePath: path))
            chmod(path, 0o600)
            #expect(orphans(path).end() == 0)
            #expect(content(path) == [])
        }
    }

    @Test(arguments: ["link", "pipe", "open to all", "with two names"])
    func `a record that may be another's is not believed, and not waited for`(kind: String) async throws {
        try await withTemporaryDirectory { directory in
            let (process, run) = try await leave()
            let (path, real) = ("\(directory)/children", "\(directory)/real")
            try Data("\(process) \(try #require(ThisHost.start(of: process)))\n".utf8).write(to: URL(filePath: real))
            chmod(real, 0o600)
            switch kind {
            case "link": try #require(symlink(real, path) == 0)
            case "pipe": try #require(mkfifo(path, 0o600) == 0)
            case "open to all": try #require(rename(real, path) == 0 && chmod(path, 0o666) == 0)
            default: try #require(link(real, path) == 0)
            }
            #expect(orphans(path).end() == 0)
            #expect(kill(process, 0) == 0)
            kill(-process, SIGKILL)
            _ = try await run.value
        }
    }

    @Test func `the record has a largest size, and its places are used again`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/children"
            let record = ChildRecord(path)
            record.begin()
            let places = (0..<ChildRecord.places + 9).map { _ in record.add(getpid()) }
            #expect(places.compactMap(\.self).count == ChildRecord.places)
            let size = try FileStatus(at: path)?.size
            #expect(size == ChildRecord.places * ChildRecord.width)
            #expect(record.earlier().count == ChildRecord.places)
            record.remove(7)
            #expect(record.add(getpid()) == 7)
        }
    }
}
