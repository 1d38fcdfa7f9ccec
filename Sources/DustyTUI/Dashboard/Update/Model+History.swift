import DustyCore
import DustyTerminal

extension Model {
    /// Whose log to show.
    var wantedLog: LogSubject? {
        if showsJob, let job = selectedJob { return .job(job.id) }
        let names = merged.count > 1 ? merged : [shownContainer?.name].compactMap { $0 }
        return names.isEmpty ? nil : .containers(names)
    }

    /// Adds a page of the log, and reports the outcome.
    mutating func take(_ lines: [LogLine]?, of stretch: LogStretch) -> [Effect] {
        guard stretch == logs.wanted, let quest = logs.quest else { return [] }
        let held = logs.buffer.count
        switch logs.take(lines, of: stretch) {
        case .none: return []
        case .found(let id):
            logs.look(for: logs.search?.query, before: id + 1)
            show(match: id)
            // It has been found, so nothing is looking any more.
            if notice?.text.hasPrefix(Self.noMatchYet) == true { notice = nil }
            return []
        case .atStart(let scanned):
            switch quest.aim {
            case .match: return say(.info, noMatch(among: held + scanned))
            case .all: return say(.info, "These are all lines there are: \(Amount.things(logs.buffer.count, "line")).")
            case .shown, .older, .first, .moment, .newer: return []
            }
        case .atEnd:
            switch quest.aim {
            case .match: return say(.info, "That is the newest match of \(logs.search?.query ?? "").")
            case .moment: return say(.info, "Nothing was written at that time or later.")
            case .older, .all, .first, .newer, .shown: return []
            }
        case .full:
            let from = logs.buffer[logs.buffer.firstID].map { " since \(clock($0.time))" } ?? ""
            let top = key(.top, in: [.logs, .anywhere])
            return say(
                .info,
                "\(Amount.things(logs.buffer.count, "line"))\(from) are held, which is the most; \(top) goes to the first of all."
            )
        }
    }

    /// Ends a search in lines that are not loaded.
    mutating func endQuest() -> [Effect] {
        guard let quest = logs.quest else { return [] }
        logs.quest = nil
        let reached = quest.reached.map { " at \(clock($0))" } ?? ""
        return say(.info, "Stopped\(reached), after \(Amount.things(logs.buffer.count + quest.scanned, "line")).")
    }

    /// The search is complete: what is not among the loaded lines is searched in the others.
    mutating func askSearch() -> [Effect] {
        logs.askSearch()
        return answerSearch()
    }

    /// Reports that nothing matches, once all loaded lines were checked, and searches further back.
    mutating func answerSearch() -> [Effect] {
        guard let search = logs.search, search.isAsked, !logs.hasWork, prompt == nil else { return [] }
        logs.askSearch(false)
        if let complaint = search.complaint { return say(.warning, complaint) }
        guard search.matches.isEmpty else { return [] }
        let held = logs.buffer.count
        if logs.begin(.match(forward: false)) {
            let lines = Amount.things(held, "line")
            return say(.info, "\(Self.noMatchYet) last \(lines); looking further back. Esc stops.")
        }
        if logs.begin(.match(forward: true)) {
            let lines = Amount.things(held, "line")
            return say(.info, "\(Self.noMatchYet) first \(lines); looking further on. Esc stops.")
        }
        return say(.info, noMatch(among: held))
    }

    private static let noMatchYet = "No match in the"

    private func noMatch(among count: Int) -> String {
        let query = logs.search?.query ?? ""
        if logs.isCleared { return "No line matches \(query) among those that are not hidden." }
        if logs.isDetached { return "No older line matches \(query); \(key(.nextMatch)) looks further on." }
        let since = logs.since.map { " since \(clock($0))" } ?? ""
        return "No line matches \(query): \(Amount.things(count, "line"))\(since) were looked through, to the first."
    }

    /// A filter that shows less than there is room for continues with older lines.
    mutating func lookForShown() {
        guard prompt == nil, logs.filter?.isByText == true, logs.filter?.complaint == nil, !logs.hasWork else { return }
        let height = LogViewport(self).height
        let shown = logs.countShown(in: logs.buffer.firstID...max(logs.buffer.firstID, logs.buffer.endID))
        if shown < height { logs.begin(.shown(height)) }
    }

    /// A time on the user's clock.
    func clock(_ time: Timestamp) -> String {
        let isToday = Clock.day(time, utcOffset: utcOffset) == Clock.day(now, utcOffset: utcOffset)
        let clock = Clock.time(time, utcOffset: utcOffset, milliseconds: false)
        return isToday ? clock : "\(Clock.day(time, utcOffset: utcOffset)) \(clock)"
    }
}
