import DustyCore
import DustyTerminal

extension Model {
    /// Writes all shown lines, oldest first, with their times: of the whole log, not only of the loaded part.
    mutating func saveLog(to file: String?) -> [Effect] {
        if let refusal = refusalWithoutLog { return say(refusal.weight, refusal.sentence) }
        guard let subject = logs.subject, !logs.buffer.isEmpty else {
            return say(.info, "The log has no lines to write.")
        }
        let file = file.flatMap { $0.isEmpty ? nil : $0 } ?? proposedFile
        guard link == .connected, access != .replay else {
            let lines = LogViewport(self).allLines.map(LogExport.text)
            return [.save(file: file, text: lines.joined())]
                + say(.warning, "Only the lines that are held are written: the daemon does not answer.")
        }
        return [.saveLog(file: file, logs.export(of: subject))] + say(.info, "Writing the log to \(file).")
    }

    /// Passes the loaded and shown lines to a command of the user's.
    mutating func pipe(to command: String) -> Effect {
        // Marks that Dusty or the user put between the lines are no part of the log.
        let lines = LogViewport(self).allLines.filter { $0.stream != .dusty }
        return .lend(.pipe(command: command, text: lines.map { $0.content.text + "\n" }.joined()))
    }

    /// The file that a log is written to by default.
    var proposedFile: String {
        let time = Clock.time(now, utcOffset: utcOffset, milliseconds: false).filter { $0 != ":" }
        let name = (logs.source ?? "log").map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_" }
        return "\(String(name))-\(time).log"
    }
}
