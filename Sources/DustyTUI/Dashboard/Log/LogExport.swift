import DustyCore
import DustyTerminal

/// The shown lines of a whole log, processed one by one.
struct LogExport: Equatable, Sendable {
    let subject: LogSubject
    /// Only lines from this time on.
    let since: Timestamp?
    private let isRaw: Bool
    private let fields: JSONLine.Fields?
    private let pattern: Pattern?
    private let isInverse: Bool
    private let muted: Set<String>
    private let context: Int
    /// The last lines that were not shown.
    private var before: [LogBuffer.Line] = []
    /// How many of the next lines are shown because a match came before them.
    private var following = 0

    init(_ log: LogPane, of subject: LogSubject, since: Timestamp?) {
        self.subject = subject
        self.since = since
        isRaw = log.isRaw
        fields = log.jsonFields
        let text = log.filter?.text ?? ""
        isInverse = text.hasPrefix("!")
        pattern = text.isEmpty ? nil : Pattern(isInverse ? String(text.dropFirst()) : text)
        muted = log.muted
        context = log.filter?.context ?? 0
    }

    /// The lines that are shown now that this one has come.
    mutating func take(_ line: LogLine) -> [LogBuffer.Line] {
        guard !muted.contains(line.source) else { return [] }
        let line = LogBuffer.Line(line, isRaw: isRaw, fields: fields)
        guard let pattern else { return [line] }
        if pattern.matches(line.content.text) != isInverse {
            defer { before = [] }
            following = context
            return before + [line]
        }
        if following > 0 {
            following -= 1
            return [line]
        }
        before.append(line)
        if before.count > context { before.removeFirst() }
        return []
    }

    /// A line in its written form.
    static func text(_ line: LogBuffer.Line) -> String { "\(line.time) \(line.content.text)\n" }
}

extension LogPane {
    /// What of the whole log is shown, without what was hidden by hand.
    func export(of subject: LogSubject) -> LogExport {
        let hidden = isCleared ? buffer[max(floor, buffer.firstID)]?.time : nil
        return LogExport(self, of: subject, since: hidden ?? since)
    }
}
