import DustyCore
import DustyTerminal
import Synchronization

/// Writes log lines. A terminal gets no control sequences of the containers'; a file or a program gets the text
/// unchanged.
struct LogPrinter: Sendable {
    private static let tones: [Tone] = [.accent, .good, .busy, .strong]

    let names: [String]
    let timestamps: Bool
    let asJSON: Bool
    let console: Console
    private let prefixes: [String: String]
    private let joining = LineJoining()

    /// A printer for the logs of these apps and services; a single one needs no name before its lines.
    init(names: [String], timestamps: Bool, asJSON: Bool, console: Console) {
        self.names = names
        self.timestamps = timestamps
        self.asJSON = asJSON
        self.console = console
        let width = names.map { TextWidth.columns(of: $0) }.max() ?? 0
        var prefixes: [String: String] = [:]
        for (index, name) in names.enumerated() where names.count > 1 {
            let text = TextWidth.padded(Sanitizer.plain(name), to: width) + " | "
            prefixes[name] = console.paint(text, Self.tones[index % Self.tones.count])
        }
        self.prefixes = prefixes
    }

    /// Writes a batch at once.
    func print(_ batch: LogBatch) throws {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(batch.lines.reduce(0) { $0 + $1.text.utf8.count + 32 })
        for part in batch.lines {
            guard let line = joining.append(part) else { continue }
            if asJSON {
                bytes += try Wire.encodeLine(line)
            } else {
                append(line, to: &bytes)
            }
        }
        try console.write(.out, bytes)
    }

    private func append(_ line: LogLine, to bytes: inout [UInt8]) {
        if let prefix = prefixes[line.source] { bytes += prefix.utf8 }
        if timestamps { bytes += "\(line.time) ".utf8 }
        if line.stream == .dusty {
            bytes += console.paint("-- " + console.shown(line.text) + " --", .dim).utf8
        } else {
            // A file or a program gets every byte that the app wrote.
            bytes += (console.isTerminal ? Self.shown(line.text) : line.text).utf8
        }
        bytes.append(0x0A)
    }

    /// A line without control sequences, however long it is.
    private static func shown(_ text: String) -> String {
        guard text.utf8.count > Sanitizer.lineLimit / 2 else { return Sanitizer.plain(text) }
        var verbatim = VerbatimText(isShown: true)
        var result = ""
        var rest = Substring(text)
        while !rest.isEmpty {
            // A character has several bytes: a line of that many is never too long.
            result += verbatim.append(String(rest.prefix(2048)))
            rest = rest.dropFirst(2048)
        }
        result += verbatim.finish()
        return result.withoutLastLineEnding
    }
}

/// Joins the parts of lines.
private final class LineJoining: Sendable {
    private struct Key: Hashable {
        let source: String
        let stream: LogLine.Stream
    }

    /// Longest line that is held back until its end comes.
    private static let limit = 64 << 20

    private let open = Mutex<[Key: LogLine]>([:])

    /// The line that a part completes; nil when more of it is to come.
    func append(_ part: LogLine) -> LogLine? {
        open.withLock { open in
            // Nearly all lines of nearly all logs are whole.
            if open.isEmpty, part.partial != true { return part }
            let key = Key(source: part.source, stream: part.stream)
            var line = part
            if var begun = open.removeValue(forKey: key) {
                begun.text += part.text
                line = begun
            }
            line.partial = nil
            guard part.partial == true, line.text.utf8.count < Self.limit else { return line }
            line.partial = true
            open[key] = line
            return nil
        }
    }
}
