import DustyCore
import DustyTerminal

extension Model {
    /// Keys that give something to another program: the clipboard, a browser, a file.
    mutating func handOver(_ action: Action) -> [Effect] {
        switch action {
        case .copyLine where showsLog:
            let chosen = selectedLines
            logs.selection = nil
            return copy(chosen ?? currentLine.map { [$0] } ?? [], "line")
        case .copyLine where tab == .env && !showsJob: return copyVariable()
        case .copyLine: return copy(copyableDetail(all: false), "line")
        case .copyLog where showsLog: return copy(LogViewport(self).visibleLines.map(\.content.text), "line")
        case .copyLog: return copy(copyableDetail(all: true), "line", isTold: tab != .env || showsJob)
        case .copyName: return copy(targets.map(\.name), "name")
        case .copyAddress: return copy(targets.flatMap(\.urls), "address")
        default: return openAddress()
        }
    }

    /// Copies texts; a single one is told, unless it may be a secret: what is said stays among the messages.
    private mutating func copy(_ texts: [String], _ noun: String, isTold: Bool = true) -> [Effect] {
        guard !texts.isEmpty else { return say(.info, "There is no \(noun) here to copy.") }
        let plural = noun.hasSuffix("s") ? "es" : "s"
        let what = texts.count == 1 && isTold ? texts[0] : "\(texts.count) \(noun)\(texts.count == 1 ? "" : plural)"
        let text = texts.joined(separator: "\n")
        if let cut = Clipboard.cut(of: text) {
            let much = "the first \(Amount.bytes(Int64(cut))) of \(Amount.bytes(Int64(text.utf8.count)))"
            let save = showsLog ? " \(key(.saveLog)) writes all of a log to a file." : ""
            return [.copy(text)] + say(.warning, "Copied through the terminal: \(much), which takes no more.\(save)")
        }
        return [.copy(text)] + say(.info, "Copied through the terminal: \(what)")
    }

    private mutating func copyVariable() -> [Effect] {
        guard let variable = selectedVariable else { return copy([], "variable") }
        return [.copy("\(variable.name)=\(variable.value)")]
            + say(.info, "Copied through the terminal: \(variable.name) with its value")
    }

    /// What a tab other than the log, or a job, has to copy.
    private func copyableDetail(all: Bool) -> [String] {
        if showsJob { return JobView.lines(of: wholeSelectedJob, model: self).map(\.text) }
        let lines = DetailLines.lines(of: self).map(\.text)
        return all ? lines : lines.dropFirst(detail.top).prefix(1).map { $0 }
    }

    private mutating func openAddress() -> [Effect] {
        guard let container = targets.first else {
            return say(.info, "\(key(.openAddress)) opens an app's address: select one in pane 1.")
        }
        guard let address = container.urls.first(where: { $0.hasPrefix("http://") || $0.hasPrefix("https://") }) else {
            return say(.info, "\(container.name) has no address that a browser could open.")
        }
        return [.openAddress(address)]
    }

    /// The line of the log that one is at: the match, else the last visible one.
    private var currentLine: String? {
        let viewport = LogViewport(self)
        return (logs.search?.current ?? viewport.places.last?.line).flatMap { viewport.buffer[$0]?.content.text }
    }
}
