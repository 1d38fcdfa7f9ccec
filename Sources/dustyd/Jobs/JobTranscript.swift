import DustyCore

/// A job's events as lines of a log: what it printed, and a line where each step began and ended.
struct JobTranscript: Sendable {
    private struct Source: Hashable {
        var suite: String
        var stream: LogLine.Stream
    }

    /// Longest line that is held back until its end comes.
    private static let lineLimit = 64 << 10

    private var titles: [String] = []
    /// The unfinished last line of each suite.
    private var open: [Source: String] = [:]

    /// The lines of an event.
    mutating func lines(of kind: JobEvent.Kind, at time: Timestamp) -> [LogLine] {
        func said(_ text: String) -> [LogLine] { lines(text, at: time, .dusty) }
        switch kind {
        case .started, .stepProgressed: return []
        case .planned(let steps):
            titles += steps
            return []
        case .stepStarted(let step): return said(title(of: step))
        case .output(_, let text, let stream): return lines(text, at: time, stream)
        case .stepFinished(let step, let state, let summary):
            guard state != .skipped || summary != nil else { return [] }
            let word = state == .succeeded ? "done" : state.rawValue
            // A summary may begin with the same word: `failed with exit code 1`.
            let text = summary.map { $0.hasPrefix(word) ? $0 : "\(word), \($0)" } ?? word
            return said("\(title(of: step)): \(text)")
        case .suiteOutput(let suite, let stream, let text): return printed(text, by: suite, stream, at: time)
        case .suiteFinished(let outcome):
            return ends(of: outcome.suite, at: time) + said(outcome.complaint(named: true))
        case .finished(let state, let error):
            let rest = open.keys.sorted { $0.suite < $1.suite }.flatMap { ends(of: $0.suite, at: time) }
            guard let error else {
                return rest + said("the job \(state == .succeeded ? "is done" : "was \(state.rawValue)")")
            }
            let problems = (error.problems ?? []).map(\.description)
            let texts = ["the job \(state.rawValue): \(error.message)", error.hint].compactMap { $0 } + problems
            return rest + texts.flatMap(said)
        }
    }

    private func title(of step: Int) -> String {
        "\(step + 1). \(titles.indices.contains(step) ? titles[step] : "")"
    }

    private func lines(_ text: String, at time: Timestamp, _ stream: LogLine.Stream) -> [LogLine] {
        TextLines.split(text).map { LogLine(source: "", time: time, stream: stream, text: $0) }
    }

    private mutating func printed(
        _ text: String,
        by suite: String,
        _ stream: LogLine.Stream,
        at time: Timestamp
    ) -> [LogLine] {
        let source = Source(suite: suite, stream: stream)
        var lines = TextLines.split((open[source] ?? "") + text)
        let last = lines.removeLast()
        let isLong = last.utf8.count > Self.lineLimit
        open[source] = last.isEmpty || isLong ? nil : last
        if isLong { lines.append(last) }
        return lines.map { LogLine(source: suite, time: time, stream: stream, text: $0) }
    }

    private mutating func ends(of suite: String, at time: Timestamp) -> [LogLine] {
        [LogLine.Stream.out, .err].compactMap { stream in
            open.removeValue(forKey: Source(suite: suite, stream: stream))
                .map { LogLine(source: suite, time: time, stream: stream, text: $0) }
        }
    }
}

extension TestOutcome {
    fileprivate func complaint(named: Bool) -> String {
        "suite \(suite) \(result == .passed ? "passed" : complaint)"
    }
}
