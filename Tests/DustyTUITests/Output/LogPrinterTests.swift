import DustyCore
import Essentials
import Testing

@testable import DustyTUI

struct LogPrinterTests {
    private let captured = CapturedConsole()
    private let hostile = "a\u{1B}]0;x\u{7}b\u{1B}[2Jc\rd"

    @Test func aFileGetsTheTextAsItWasWritten() throws {
        try print([line("api", hostile)], names: ["api"])
        #expect(captured.out == hostile + "\n")
    }

    @Test func aTerminalGetsNoControlSequences() throws {
        try print([line("api", hostile)], names: ["api"], isTerminal: true)
        #expect(captured.out == "d\n")
    }

    @Test func severalSourcesAreNamedAndTimesShownOnRequest() throws {
        try print([line("api", "x"), line("worker", "y")], names: ["api", "worker"], timestamps: true)
        #expect(captured.out == "api    | 2027-01-15T08:00:00.204Z x\nworker | 2027-01-15T08:00:00.204Z y\n")
    }

    @Test func whatDustySaysIsMarked() throws {
        try print([line("api", "container stopped, exit 137", .dusty)], names: ["api"])
        #expect(captured.out == "-- container stopped, exit 137 --\n")
    }

    @Test func programsGetOneDocumentALine() throws {
        let lines = [line("api", "x"), line("api", "y")]
        try print(lines, names: ["api"], asJSON: true)
        let decoded = try captured.out.split(separator: "\n").map { try Wire.decode(LogLine.self, from: Data($0.utf8)) }
        #expect(decoded == lines)
    }

    @Test(arguments: [false, true])
    func `F09 a long line in parts is one line, whatever comes between`(asJSON: Bool) throws {
        let part = String(repeating: "é", count: 32 << 10)
        let parts = [
            line("api", part, partial: true), line("worker", "y"), line("api", "oops", .err),
            line("api", part, partial: true),
            line("api", "end"), line("api", "next"),
        ]
        try print(parts, names: ["api"], asJSON: asJSON)
        let expected = ["y", "oops", part + part + "end", "next"]
        let lines = captured.out.split(separator: "\n")
        guard asJSON else { return #expect(lines.map(String.init) == expected) }
        let decoded = try lines.map { try Wire.decode(LogLine.self, from: Data($0.utf8)) }
        #expect(decoded.map(\.text) == expected)
        #expect(decoded.allSatisfy { $0.partial == nil })
    }

    @Test func `F09 a long line is whole on a terminal, without control sequences`() throws {
        let text = String(repeating: "z\u{1B}[31m", count: 30_000)
        try print([line("api", text)], names: ["api"], isTerminal: true)
        #expect(captured.out == String(repeating: "z", count: 30_000) + "\n")
    }

    private func line(
        _ source: String,
        _ text: String,
        _ stream: LogLine.Stream = .out,
        partial: Bool? = nil
    ) -> LogLine {
        LogLine(source: source, time: WireExamples.time, stream: stream, text: text, partial: partial)
    }

    private func print(
        _ lines: [LogLine],
        names: [String],
        timestamps: Bool = false,
        asJSON: Bool = false,
        isTerminal: Bool = false
    ) throws {
        let console = captured.console(isTerminal: isTerminal)
        try LogPrinter(names: names, timestamps: timestamps, asJSON: asJSON, console: console)
            .print(LogBatch(lines: lines))
    }
}
