import DustyCore

/// Writes the daemon's messages to a new file, one JSON document a line.
final class Recorder {
    /// Nil once writing has failed.
    private var file: NewFile?

    /// Makes the file. Throws when it cannot be made.
    init(file path: String) throws {
        file = try NewFile(path)
    }

    /// Writes a message; returns what to report when that fails, once.
    func note(_ message: Message, at time: Timestamp) -> DustyError? {
        guard let file, let recorded = RecordedMessage(message, at: time),
            let line = try? Wire.encodeLine(recorded)
        else { return nil }
        do {
            try file.append([UInt8](line))
            return nil
        } catch {
            self.file = nil
            let reason = DustyError(describing: error)
            return DustyError(reason.code, reason.message, hint: "use what was recorded until now")
        }
    }
}
