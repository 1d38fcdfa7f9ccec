import DustyCore
import Foundation
import Testing

@testable import dustyd

@Suite(.needsRoot, .timeLimit(.minutes(5))) struct RsyncTests {
    private let rsync = Rsync(to: LocalFarSide(runner: SubprocessRunner(), root: "/"))

    private func sync(_ directory: String) async throws -> TransferResult {
        try await rsync.sync(Transfer(source: directory + "/repo", target: directory + "/machine/copy")) { _ in }
    }

    @Test func `both sides become equal and git's own files stay out`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/repo/a", "1")
            try makeFile(directory + "/repo/sub/b", "22")
            try makeFile(directory + "/repo/.git/config", "x")
            try makeFile(directory + "/repo/sub/.git", "gitdir: elsewhere")
            symlink("/etc", directory + "/repo/link")
            try makeFile(directory + "/machine/copy/extra", "x")
            try makeFile(directory + "/machine/copy/old/.git/config", "x")
            let first = try await sync(directory)
            #expect(tree(directory + "/machine/copy") == ["a", "link", "sub", "sub/b"])
            #expect(first.files == 2 && first.bytes == 3 && first.deleted == 4 && first.changed)
            #expect(try await sync(directory) == TransferResult(files: 0, deleted: 0, bytes: 0, changed: false))
        }
    }

    @Test func `a rehearsal tells what would be done and touches nothing, not even to make the copy`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/repo/a", "123")
            var transfer = Transfer(source: directory + "/repo", target: directory + "/machine/copy")
            transfer.isRehearsal = true
            let first = try await rsync.sync(transfer) { _ in }
            #expect(first.files == 1 && first.bytes == 3)
            #expect(tree(directory + "/machine") == [])
            try makeFile(directory + "/machine/copy/old/b", "x")
            let second = try await rsync.sync(transfer) { _ in }
            #expect(second.deleted == 2 && second.files == 1)
            #expect(tree(directory + "/machine/copy") == ["old", "old/b"])
        }
    }

    @Test func `a changed mode or link is a change`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/repo/a", "1")
            _ = try await sync(directory)
            chmod(directory + "/repo/a", 0o755)
            #expect(try await sync(directory).changed)
            symlink("a", directory + "/repo/l")
            #expect(try await sync(directory).changed)
            #expect(try await !sync(directory).changed)
        }
    }

    @Test func `excluded files stay as they are on both sides`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/repo/a", "1")
            try makeFile(directory + "/repo/mine", "1")
            try makeFile(directory + "/copy/keep/x", "1")
            var transfer = Transfer(source: directory + "/repo", target: directory + "/copy")
            transfer.excludes = ["/keep", "mine"]
            _ = try await rsync.sync(transfer) { _ in }
            #expect(tree(directory + "/copy") == ["a", "keep", "keep/x"])
        }
    }

    @Test(arguments: ["conf/key", "it's/a key", "a*b", "[x]/k?y", "\\back/slash", "[a]\\*"])
    func `a path that is to be left alone is left alone, and nothing beside it`(path: String) async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/repo/a", "1")
            try makeFile(directory + "/repo/" + path, "of the repo")
            try makeFile(directory + "/copy/" + path, "of the machine")
            try makeFile(directory + "/copy/sub/" + path, "extra")
            try makeFile(directory + "/copy/axb", "extra")
            let pattern = Transfer.pattern(of: path)
            let transfer = Transfer(source: directory + "/repo", target: directory + "/copy", excludes: [pattern])
            _ = try await rsync.sync(transfer) { _ in }
            #expect(textOfFile(directory + "/copy/" + path) == "of the machine")
            #expect(textOfFile(directory + "/copy/axb") == nil)
            #expect(textOfFile(directory + "/copy/sub/" + path) == nil)
        }
    }

    @Test(arguments: ["missing", "file", "empty"])
    func `a source that is not a directory with something in it deletes nothing`(kind: String) async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/machine/copy/precious", "1")
            if kind == "file" { try makeFile(directory + "/repo", "1") }
            if kind == "empty" { mkdir(directory + "/repo", 0o755) }
            let error = await #expect(throws: DustyError.self) { try await sync(directory) }
            #expect(error?.message.contains(directory + "/repo") == true)
            #expect(tree(directory + "/machine/copy") == ["precious"])
        }
    }

    @Test func `a source around the target is refused`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/a", "1")
            await #expect(throws: DustyError.self) {
                try await rsync.sync(Transfer(source: directory, target: directory + "/copy")) { _ in }
            }
        }
    }

    @Test func `nothing of a path is taken for an option or a host`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/repo/--delete x:y", "1")
            let transfer = Transfer(source: directory + "/repo", target: directory + "/odd : name/-e sh")
            _ = try await rsync.sync(transfer) { _ in }
            #expect(tree(transfer.target) == ["--delete x:y"])
        }
    }

    @Test func `files that vanish while they are copied are looked at once more`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/repo/a", "1")
            let runner = RecordingRunner { _ in .failure(24, "file has vanished: x") }
            let transfer = Transfer(source: directory + "/repo", target: directory + "/copy")
            let result = try await Rsync(to: LocalFarSide(runner: runner, root: "/")).sync(transfer) { _ in }
            #expect(!result.changed)
            #expect(runner.commands.count == 2)
            #expect(runner.commands.first?.arguments.suffix(3) == ["--", directory + "/repo/", "dusty::copy/"])
        }
    }

    @Test func `a partial transfer is explained with rsync's own words`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/repo/a", "1")
            let runner = RecordingRunner { _ in .failure(23, "rsync: open \"/x\" failed: Permission denied (13)") }
            let error = await #expect(throws: DustyError.self) {
                try await Rsync(to: LocalFarSide(runner: runner, root: "/")).sync(
                    Transfer(source: directory + "/repo", target: directory + "/copy")
                ) { _ in }
            }
            #expect(error?.message.contains("Permission denied") == true)
            #expect(error?.hint != nil)
        }
    }

    @Test func `progress is handed on as data`() async throws {
        try await withTemporaryDirectory { directory in
            for index in 0..<8 { try makeFile(directory + "/repo/f\(index)", String(repeating: "x", count: 200_000)) }
            let seen = Collector<Job.Progress>()
            _ = try await rsync.sync(Transfer(source: directory + "/repo", target: directory + "/copy")) {
                seen.add($0)
            }
            #expect(seen.values.last?.bytes == 1_600_000)
            #expect(seen.values.last?.totalItems == 9)
            #expect(seen.values.map { $0.percent ?? 0 } == seen.values.map { $0.percent ?? 0 }.sorted())
        }
    }
}

@Suite struct RsyncOutputTests {
    @Test func `a progress line is read`() {
        let line = "     30,000,000  24%  235.81MB/s    0:00:00 (xfr#1, to-chk=4/6)"
        #expect(
            RsyncOutput.progress(line.replacingOccurrences(of: ",000", with: "000"))
                == Job.Progress(
                    percent: 24,
                    bytes: 30_000_000,
                    bytesPerSecond: 235.81 * 1_048_576,
                    items: 2,
                    totalItems: 6
                )
        )
        #expect(RsyncOutput.progress("         32768   0%    0.00kB/s    0:00:00  ")?.percent == 0)
        #expect(RsyncOutput.progress("     9 100%    1.00GB/s    0:00:00 (xfr#3, ir-chk=1/4)")?.totalItems == nil)
    }

    @Test(arguments: ["", "sent 130 bytes  received 62 bytes  384.00 bytes/sec", "item >f+++++++++", "12 34% x 0:00"])
    func `other lines are no progress`(line: String) {
        #expect(RsyncOutput.progress(line) == nil)
    }

    private func contents(_ output: String) -> TransferRecord.Contents {
        let record = TransferRecord()
        for line in output.split(whereSeparator: \.isNewline) { record.take(String(line)) }
        return record.contents
    }

    @Test func `names are the bytes that they are, and what a broken attempt listed is not counted twice`() {
        let output = """
            item .d          ./
            item .f          first
            item .d          ./
            item .f          back\\#134#012
            item >f.st...... \\#303\\#274\\#012\\#377
            item cd+++++++++ a b/
            item *deleting   item .f          x
            cannot delete non-empty directory: d
            """
        let found = contents(output)
        let bytes = found.listing.map { Array($0) }
        #expect(
            bytes == [
                Array("./".utf8), Array("back\\#012".utf8), [0xC3, 0xBC, 10, 0xFF], Array("a b/".utf8),
            ]
        )
        #expect(found.sent.map { Array($0) } == [[0xC3, 0xBC, 10, 0xFF]])
        #expect(found.created == 1)
    }

    @Test func `people read letters in rsync's messages and nothing that moves the cursor`() {
        let message = "rsync: open \"/\\#303\\#274\\#033[2J\\#012\" failed"
        #expect(RsyncOutput.readable(message) == "rsync: open \"/ü\\#033[2J\\#012\" failed")
        #expect(RsyncOutput.readable("\\#377") == "\\#377")
    }

    @Test func `the statistics become the result`() {
        let output = """
            item >f+++++++++\r\n         32768   0%    0.00kB/s    0:00:00  \r
            Number of files: 6 (reg: 4, dir: 1, link: 1)
            Number of created files: 5 (reg: 4, link: 1)
            Number of deleted files: 2 (reg: 2)
            Number of regular files transferred: 4
            Total file size: 12000002 bytes
            Total transferred file size: 12000000 bytes
            """
        #expect(
            contents(output).result == TransferResult(files: 4, deleted: 2, bytes: 12_000_000, changed: true)
        )
    }

    @Test(
        arguments: zip(
            [
                ".d..t......", ".d..tp.....", ".f...p.....", "cL+++++++++", "*deleting  ", ".f         ", ".d         ",
                ".L         ", "<f.st......",
            ],
            [false, true, true, true, true, false, false, false, true]
        )
    )
    func `a directory's time alone is no change`(item: String, changed: Bool) {
        #expect(contents("item \(item) x\n").result.changed == changed)
    }
}
