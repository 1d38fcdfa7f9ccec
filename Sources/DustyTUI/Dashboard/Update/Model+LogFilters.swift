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
        let marked = Set(targets.map(\.name))
        // In the order of their names, whatever the order of the rows is.
        let wanted = names.isEmpty ? containerNames.filter(marked.contains) : names
        if names.isEmpty, !merged.isEmpty, wanted.count < 2 || Set(wanted) == Set(merged) {
            merged = []
            return []
        }
        guard wanted.count > 1 else {
            return say(.info, "\(key(.merge)) merges the logs of several: mark them with \(key(.mark)) first.")
        }
        merged = wanted
        return []
    }

    /// `,` on a row: its lines are left out of the merged log, or are in it again.
    mutating func mute(_ names: [String]) -> [Effect] {
        let names = names.isEmpty ? [shownContainer?.name].compactMap { $0 } : names
        if logs.isMerged, let other = names.first(where: { !logs.names.contains($0) }) {
            return say(.info, "\(other) is not in this log, which is of \(logs.names.joined(separator: ", ")).")
        }
        guard logs.isMerged else {
            return say(
                .info,
                "\(key(.muteSource)) is for logs that are merged: \(key(.merge)) merges those of marked rows."
            )
        }
        logs.mute(logs.muted.symmetricDifference(names))
        return []
    }

    /// `,` in a merged log: one container's lines alone, then the next one's, then all again.
    mutating func soloSource() -> [Effect] {
        guard logs.isMerged else {
            return say(.info, "Only one log is shown: \(key(.merge)) merges those of marked rows.")
        }
        let heard = logs.names.filter { !logs.muted.contains($0) }
        let alone = heard.count == 1 ? logs.names.firstIndex(of: heard[0]) : nil
        let next = alone.map { $0 + 1 } ?? 0
        logs.mute(logs.names.indices.contains(next) ? Set(logs.names).subtracting([logs.names[next]]) : [])
        return []
    }

    /// `:raw`: what the log holds besides text is written out, or not.
    mutating func showRaw() -> [Effect] {
        guard logs.source != nil else { return say(.info, "There is no log here: no app or service is selected.") }
        logs.showRaw(!logs.isRaw, at: now)
        return say(.info, logs.isRaw ? "Control characters are written out." : "Control characters are left out.")
    }

    /// Shows only lines that match; nil or an empty text shows all again.
    mutating func filterLog(_ text: String?) -> [Effect] {
        guard logs.source != nil else { return say(.info, "There is no log here: no app or service is selected.") }
        logs.setFilter(text.flatMap { $0.isEmpty ? nil : $0 })
        return []
    }

    /// Looks for a text in the log; without one the search ends.
    mutating func find(inLog text: String?) -> [Effect] {
        look(for: text)
        guard let search = logs.search, search.matches.isEmpty, !search.hasWork else { return [] }
        return say(.info, "No line matches \(search.query).")
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
