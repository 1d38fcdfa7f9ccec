import DustyCore
import DustyTerminal

extension Model {
    /// Writes the lines that are there to see, oldest first, with their times.
    mutating func saveLog(to file: String?) -> [Effect] {
        if let refusal = refusalWithoutLog { return say(refusal.weight, refusal.sentence) }
        let file = file.flatMap { $0.isEmpty ? nil : $0 } ?? proposedFile
        let lines = LogViewport(self).allLines.map { "\($0.time) \($0.content.text)\n" }
        guard !lines.isEmpty else { return say(.info, "The log has no lines to write.") }
        return [.save(file: file, text: lines.joined())]
    }

    /// The file that a log is written to by default.
    var proposedFile: String {
        let time = Clock.time(now, utcOffset: utcOffset, milliseconds: false).filter { $0 != ":" }
        let name = (logs.source ?? "log").map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_" }
        return "\(String(name))-\(time).log"
    }
}
