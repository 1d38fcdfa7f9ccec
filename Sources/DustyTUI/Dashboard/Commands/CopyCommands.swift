import DustyCore
import DustyTerminal

extension CommandName {
    static let selectLines = CommandName("select-lines")
    static let copyLine = CommandName("copy-line")
    fileprivate static let copyLog = CommandName("copy-log")
}

extension DashboardCommand {
    /// Commands that select and copy lines of the log.
    static let copyingLines: [DashboardCommand] = [
        DashboardCommand(
            .selectLines,
            in: .logs,
            [.character("v")],
            "Choose lines; y copies them",
            unless: { model, _ in model.refusalToSelect },
            does: { model, _ in model.selectLines() }
        ),
        copyLine(in: .logs, "Copy the chosen lines, the match, or the last visible line"),
        copyLog(
            in: .logs,
            "Copy the visible lines",
            line: PaletteCommand("copy log", "copy the visible lines", in: .log)
        ),
    ]

    /// Commands that copy from the other tabs.
    static let copyingDetails: [DashboardCommand] = [
        copyLine(in: .detail, "Copy the line, or the variable"),
        copyLog(in: .detail, "Copy all of the tab"),
    ]

    private static func copyLine(in place: KeyMap.Context, _ help: String) -> DashboardCommand {
        DashboardCommand(
            .copyLine,
            in: place,
            [.character("y")],
            help,
            unless: { model, _ in
                model.isInEnv
                    ? model.refusal(toCopy: [model.selectedVariable?.name].compactMap { $0 }, "variable")
                    : model.refusal(toCopy: model.copyableLine, "line")
            },
            does: { model, _ in
                if model.isInEnv { return model.copyVariable() }
                let lines = model.copyableLine
                if model.showsLog { model.logs.selection = nil }
                return model.copy(lines, "line")
            }
        )
    }

    private static func copyLog(
        in place: KeyMap.Context,
        _ help: String,
        line: PaletteCommand? = nil
    ) -> DashboardCommand {
        DashboardCommand(
            .copyLog,
            in: place,
            [.character("Y")],
            help,
            line: line,
            unless: { model, _ in model.refusal(toCopy: model.copyableLines, "line") },
            does: { model, _ in model.copy(model.copyableLines, "line", isShown: !model.isInEnv) }
        )
    }
}

extension Model {
    /// The refusal to copy what does not exist.
    func refusal(toCopy texts: [String], _ noun: String, why: String? = nil) -> Refusal? {
        texts.isEmpty ? Refusal(why ?? "there is no \(noun)", "There is no \(noun) here to copy.") : nil
    }

    /// Copies texts; a single one is shown, unless it may be a secret: the status line is kept among the messages.
    func copy(_ texts: [String], _ noun: String, isShown: Bool = true) -> [Effect] {
        let plural = noun.hasSuffix("s") ? "es" : "s"
        let what = texts.count == 1 && isShown ? texts[0] : "\(texts.count) \(noun)\(texts.count == 1 ? "" : plural)"
        return [.copy(texts.joined(separator: "\n"), what)]
    }

    fileprivate var isInEnv: Bool { tab == .env && !showsJob }

    fileprivate func copyVariable() -> [Effect] {
        guard let variable = selectedVariable else { return [] }
        return [.copy("\(variable.name)=\(variable.value)", "\(variable.name) with its value")]
    }

    /// The selected lines, else the current line.
    fileprivate var copyableLine: [String] {
        guard showsLog else { return Array(detailLines.dropFirst(detailLine ?? 0).prefix(1)) }
        return selectedLines ?? currentLine.map { [$0] } ?? []
    }

    /// All visible lines of a log, or all lines of something else.
    fileprivate var copyableLines: [String] {
        guard showsLog else { return detailLines }
        return LogViewport(self).visibleLines.map(\.content.text)
    }

    private var detailLines: [String] { DetailLines.lines(of: self).map(\.text) }

    /// The current line of the log: the match, else the last visible one.
    private var currentLine: String? {
        let viewport = LogViewport(self)
        return (logs.search?.current ?? viewport.places.last?.line).flatMap { viewport.buffer[$0]?.content.text }
    }

    /// Text of the selected lines that are shown.
    private var selectedLines: [String]? {
        guard let selection = logs.selection else { return nil }
        var texts: [String] = []
        var next = logs.firstShown(from: selection.ids.lowerBound)
        while let id = next, selection.contains(id), let line = logs.buffer[id] {
            texts.append(line.content.text)
            next = logs.firstShown(from: id + 1)
        }
        return texts
    }

    private var selectableLine: Int? { logs.search?.current ?? LogViewport(self).places.last?.line }

    fileprivate var refusalToSelect: Refusal? {
        guard showsLog else {
            return Refusal(
                "there is no log",
                "\(key(.selectLines)) chooses lines of a log; \(key(.previousTab)) goes back to it."
            )
        }
        guard logs.selection == nil, selectableLine == nil else { return nil }
        return Refusal("the log has no lines", "The log has no lines to choose.")
    }

    /// Starts to select lines, or ends it.
    fileprivate mutating func selectLines() -> [Effect] {
        guard logs.selection == nil, let line = selectableLine else {
            logs.selection = nil
            return []
        }
        if logs.isFollowing {
            logs.position = .paused(LogViewport(self).top)
            logs.pausedEnd = logs.buffer.endID
        }
        logs.selection = LogSelection(anchor: line, head: line)
        return say(.info, "Lines are chosen from here: move, \(key(.copyLine)) copies them, \(key(.back)) ends it.")
    }
}
