import DustyCore
import DustyTerminal

/// Writes log lines. A terminal gets no control sequences of the containers'; a file or a program gets the text as it was written.
struct LogPrinter: Sendable {
    private static let tones: [Tone] = [.accent, .good, .busy, .strong]

    let names: [String]
    let timestamps: Bool
    let asJSON: Bool
    let console: Console
    private let prefixes: [String: String]

    /// A printer for the logs of these apps and services; one alone needs no name before its lines.
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
        for line in batch.lines {
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
            bytes += (console.isTerminal ? console.shown(line.text) : line.text).utf8
        }
        bytes.append(0x0A)
    }
}
