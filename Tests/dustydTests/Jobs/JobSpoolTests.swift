import DustyCore
import Foundation
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct JobSpoolTests {
    private static let time = Timestamp(milliseconds: 5000)

    private func all(_ spool: JobSpool, _ job: Int) throws -> [LogLine]? {
        var position = JobSpool.Position()
        var lines: [LogLine]?
        while let next = try spool.next(of: job, after: &position) {
            lines = (lines ?? []) + next
            if next.isEmpty { break }
        }
        return lines
    }

    @Test func `all that a job printed can be read, also by the next daemon`() async throws {
        try await withTemporaryDirectory { root in
            let spool = JobSpool(directory: "\(root)/jobs", files: DiskFiles())
            spool.note(.planned(steps: ["test"]), of: 7, at: Self.time)
            spool.note(.stepStarted(step: 0), of: 7, at: Self.time)
            for number in 0..<3000 {
                spool.note(.suiteOutput(suite: "unit", stream: .out, text: "line \(number)\nhal"), of: 7, at: Self.time)
                spool.note(.suiteOutput(suite: "unit", stream: .out, text: "f\n"), of: 7, at: Self.time)
            }
            spool.note(.finished(state: .failed, error: DustyError(.failed, "no", hint: "try")), of: 7, at: Self.time)
            for spool in [spool, JobSpool(directory: "\(root)/jobs", files: DiskFiles())] {
                let lines = try #require(try all(spool, 7))
                #expect(lines.filter { $0.text.hasPrefix("line ") }.map(\.text) == (0..<3000).map { "line \($0)" })
                #expect(lines.count { $0.text == "half" && $0.source == "unit" } == 3000)
                #expect(lines.first == LogLine(source: "", time: Self.time, stream: .dusty, text: "1. test"))
                #expect(lines.suffix(2).map(\.text) == ["the job failed: no", "try"])
            }
            #expect(try all(spool, 8) == nil)
        }
    }

    @Test func `only root may read it, and it goes with its job`() async throws {
        try await withTemporaryDirectory { root in
            let spool = JobSpool(directory: "\(root)/jobs", files: DiskFiles())
            for job in 1...3 { spool.note(.output(step: nil, text: "of \(job)"), of: job, at: Self.time) }
            let mode = try FileManager.default.attributesOfItem(atPath: "\(root)/jobs/1.0")[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let rights = try FileManager.default.attributesOfItem(atPath: "\(root)/jobs")[.posixPermissions] as? Int
            #expect(rights == 0o700)
            spool.keep(only: [2])
            #expect(tree("\(root)/jobs") == ["2.0"])
            #expect(try all(spool, 1) == nil)
        }
    }

    @Test func `a job's output and that of all stay within bounds, and it is said what is gone`() async throws {
        try await withTemporaryDirectory { root in
            let spool = JobSpool(directory: "\(root)/jobs", files: DiskFiles(), fileLimit: 10_000, limit: 40_000)
            for number in 0..<2000 { spool.note(.output(step: nil, text: "line \(number)"), of: 1, at: Self.time) }
            let lines = try #require(try all(spool, 1))
            #expect(lines.first?.stream == .dusty && lines.first?.text.contains("is not kept") == true)
            #expect(lines.last?.text == "line 1999")
            #expect(lines.count > 100)
            for job in 2...5 {
                for number in 0..<2000 {
                    spool.note(.output(step: nil, text: "line \(number)"), of: job, at: Self.time)
                }
            }
            let bytes = try tree("\(root)/jobs").reduce(0) { sum, name in
                sum + (try Data(contentsOf: URL(fileURLWithPath: "\(root)/jobs/\(name)")).count)
            }
            #expect(bytes <= 40_000)
            #expect(try all(spool, 1) == nil)
            #expect(try all(spool, 5)?.last?.text == "line 1999")
        }
    }

    @Test func `half a line that a killed daemon left does no harm`() async throws {
        try await withTemporaryDirectory { root in
            let spool = JobSpool(directory: "\(root)/jobs", files: DiskFiles())
            spool.note(.output(step: nil, text: "whole"), of: 1, at: Self.time)
            let handle = try #require(FileHandle(forWritingAtPath: "\(root)/jobs/1.0"))
            handle.seekToEndOfFile()
            handle.write(Data(#"{"lines":[{"source":"","#.utf8))
            let next = JobSpool(directory: "\(root)/jobs", files: DiskFiles())
            #expect(try all(next, 1)?.map(\.text) == ["whole"])
        }
    }
}
