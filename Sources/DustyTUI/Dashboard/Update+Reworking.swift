import DustyCore
import DustyTerminal

extension Model {
    /// Keys that change which lines of the log there are to see, or write them to a file.
    mutating func rework(_ action: Action) -> [Effect] {
        guard logs.source != nil else { return say(.info, "There is no log here: no app or service is selected.") }
        switch action {
        case .filter: prompt = Prompt(purpose: .filterLog, text: logs.filter?.text ?? "")
        case .clearLog:
            logs.clear()
            let top = key(.top, in: [.logs, .anywhere])
            return say(.info, "The log is hidden up to here; \(top) goes no further back. Nothing is deleted.")
        case .ruler: logs.rule(at: now, clock: Clock.time(now, utcOffset: utcOffset, milliseconds: false))
        default: prompt = Prompt(purpose: .saveLog, text: proposedFile)
        }
        return []
    }

    /// Shows the logs of the named or marked containers as one; when that is so already, the selected row's alone again.
    mutating func mergeLogs(_ names: [String] = []) -> [Effect] {
        let wanted = names.isEmpty ? targets.map(\.name) : names
        if names.isEmpty, !merged.isEmpty, wanted.count < 2 || wanted == merged {
            merged = []
            return []
        }
        guard wanted.count > 1 else {
            return say(.info, "\(key(.merge)) merges the logs of several: mark them with \(key(.mark)) first.")
        }
        merged = wanted
        return []
    }

    /// Shows only lines that match; nil or an empty text shows all again.
    mutating func filterLog(_ text: String?) -> [Effect] {
        guard logs.source != nil else { return say(.info, "There is no log here: no app or service is selected.") }
        logs.setFilter(text.flatMap { $0.isEmpty ? nil : $0 })
        return []
    }

    /// Looks for a text in the log; without one the search ends.
    mutating func find(inLog text: String?) -> [Effect] {
        logs.search = text.map { LogSearch($0, in: logs) }
        guard text != nil else { return [] }
        let from = LogViewport(self).bottomLine + 1
        guard let id = logs.search?.neighbour(of: from, forward: false) else {
            return say(.info, "No line matches \(text ?? "").")
        }
        show(match: id)
        return []
    }

    /// Writes the lines that are there to see, oldest first, with their times.
    mutating func saveLog(to file: String?) -> [Effect] {
        guard logs.source != nil else { return say(.info, "There is no log here: no app or service is selected.") }
        let file = file.flatMap { $0.isEmpty ? nil : $0 } ?? proposedFile
        let lines = LogViewport(self).allLines.map { "\($0.time) \($0.content.text)\n" }
        guard !lines.isEmpty else { return say(.info, "The log has no lines to write.") }
        return [.save(file: file, text: lines.joined())]
    }

    private var proposedFile: String {
        let time = Clock.time(now, utcOffset: utcOffset, milliseconds: false).filter { $0 != ":" }
        let name = (logs.source ?? "log").map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_" }
        return "\(String(name))-\(time).log"
    }
}
