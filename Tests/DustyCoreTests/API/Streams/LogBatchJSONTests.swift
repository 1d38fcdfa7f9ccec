import Foundation
import Testing

@testable import DustyCore

struct LogBatchJSONTests {
    private static let batch = LogBatch(lines: [
        LogLine(source: "api", time: Timestamp(milliseconds: 1_800_000_000_007), stream: .out, text: "plain"),
        LogLine(source: "api", time: Timestamp(milliseconds: 1_800_000_000_999), stream: .err, text: ""),
        LogLine(
            source: "a \"b\"",
            time: Timestamp(milliseconds: 1_800_000_001_000),
            stream: .dusty,
            text: "ünï 🦆 / \\ \""
        ),
        LogLine(
            source: "db",
            time: Timestamp(milliseconds: -1),
            stream: .out,
            text: String(String.UnicodeScalarView((0..<0x30).compactMap { Unicode.Scalar(UInt32($0)) }))
                + "\u{7F}\u{2028}"
        ),
    ])

    @Test(arguments: [batch, LogBatch(lines: []), LogBatch(lines: [batch.lines[3]])])
    func `what is written is JSON like any other, and is read back`(batch: LogBatch) throws {
        let data = try Wire.encode(batch)
        #expect(try JSONDecoder().decode(LogBatch.self, from: data) == batch)
        #expect(data.withUnsafeBytes { LogBatch(json: $0) } == batch)
        #expect(try Wire.decode(LogBatch.self, from: data) == batch)
    }

    @Test(arguments: [
        #"{ "lines" : [] }"#,
        #"{"lines":[{"time":"2026-01-31T14:02:11.204Z","text":"\u00e9\/","source":"api","stream":"out"}]}"#,
        #"{"lines":[{"source":"api","time":"2026-01-31T14:02:11Z","stream":"out","text":"\ud83e\udd86"}]}"#,
        #"{"lines":[{"source":"api","time":"2026-01-31T14:02:11.204+02:00","stream":"out","text":"x","more":1}]}"#,
    ])
    func `what others write is understood`(text: String) throws {
        let expected = try JSONDecoder().decode(LogBatch.self, from: Data(text.utf8))
        #expect(try Wire.decode(LogBatch.self, from: Data(text.utf8)) == expected)
    }

    @Test func `what is cut off is an error, wherever`() throws {
        let data = try Wire.encode(Self.batch)
        for count in 0..<data.count {
            #expect(data.prefix(count).withUnsafeBytes { LogBatch(json: $0) } == nil)
            #expect(throws: (any Error).self) { try Wire.decode(LogBatch.self, from: data.prefix(count)) }
        }
    }
}
