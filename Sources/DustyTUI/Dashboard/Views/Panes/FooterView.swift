import DustyCore
import DustyTerminal

/// The last two rows: input, messages or progress, and the available keys.
enum FooterView {
    /// Draws both rows; on small screens they are one.
    static func draw(_ model: Model, _ layout: DashboardLayout, into frame: inout Frame) {
        let hasStatus = drawStatus(model, into: &frame, in: layout.status)
        if layout.hints != layout.status || !hasStatus { drawHints(model, into: &frame, in: layout.hints) }
    }

    private static func drawStatus(_ model: Model, into frame: inout Frame, in row: Rect) -> Bool {
        if let prompt = model.prompt {
            let note = prompt.remark ?? found(prompt, model)
            PromptView.draw(prompt, sign: sign(of: prompt), note: note, into: &frame, in: row)
        } else if let notice = model.notice {
            frame.write(" \(shown(notice, model, width: row.width - 2))", in: row, style: Style(notice.weight.role))
        } else if !model.runningJobs.isEmpty, model.link == .connected {
            frame.write(" \(jobs(model, width: row.width - 2))", in: row, style: Style(.busy))
        } else {
            return false
        }
        return true
    }

    /// The message, and where the rest of it is when it is cut.
    private static func shown(_ notice: Notice, _ model: Model, width: Int) -> String {
        guard TextWidth.columns(of: notice.text) > width else { return notice.text }
        // Without a weight it is among the messages, behind another key.
        let more = model.preferences.keyMap.name(of: .showOld, in: [.failures]).map { " \($0)" } ?? ""
        let rest = "  \(model.key(.warnings))\(notice.weight == .info ? more : "") shows all of it"
        return TextWidth.truncated(notice.text, to: max(1, width - TextWidth.columns(of: rest))) + rest
    }

    private static func sign(of prompt: Prompt) -> String {
        switch prompt.purpose {
        case .findInLog, .findInList, .findInHelp, .findInDetail: "/"
        case .filterLog, .filterList: "&"
        case .saveLog: "write the log to "
        case .pipeLog: "| "
        case .palette: ":"
        case .variable(_, let name): "\(name)="
        case .newVariable(let app): "variable of \(app), NAME=value: "
        case .assetFile(let name): "file to read \(name) from: "
        case .newStack: "name of the new stack: "
        case .repoPath(let name): "directory of \(Wording.shortName(name)): "
        case .scriptArguments(_, let script, _): "\(script) "
        case .custom(let run): "\(run.command.name), \(run.ask?.text ?? ""): "
        case .suiteArguments(let name, let suite): "test \(name) \(suite) "
        }
    }

    private static func found(_ prompt: Prompt, _ model: Model) -> String {
        switch prompt.purpose {
        case .palette, .findInHelp: return ""
        case .findInDetail: return Amount.things(model.detailMatches.count, "line")
        case .variable, .newVariable: return "Enter sets it, Esc cancels; it holds from the next up on"
        case .newStack: return "Enter makes it and brings it up, Esc cancels"
        case .assetFile, .repoPath: return "Enter sets it, Esc cancels"
        case .custom(let run):
            let count = run.command.asks.count
            return (count > 1 ? "\(run.answered + 1) of \(count); " : "") + "Enter goes on, Esc cancels"
        case .scriptArguments, .suiteArguments: return "arguments, or none; Enter runs it, Esc cancels"
        case .saveLog: return "Enter writes, Esc cancels"
        case .pipeLog: return "a command that gets the log, such as less or jq; Enter runs it, Esc cancels"
        case .filterList where prompt.text.isEmpty:
            return "rows to show, by name, state or image; ! inverts, ~ is a regular expression"
        case .filterList(let pane) where model.selection.filters[pane]?.complaint != nil:
            return "no regular expression yet"
        case .filterList(let pane): return "\(model.rows(in: pane).count) of \(model.allRows(in: pane).count)"
        case .filterLog where prompt.text.isEmpty: return "lines to show; ! inverts, ~ is a regular expression"
        case .filterLog where model.logs.filter?.complaint != nil, .findInLog where model.logs.search?.complaint != nil:
            return "no regular expression yet"
        case .filterLog: return Amount.things(LogViewport(model).log.filter?.ids.count ?? 0, "line")
        case .findInLog where prompt.text.isEmpty, .findInList where prompt.text.isEmpty:
            return "type what to find; Esc cancels"
        case .findInLog:
            guard let search = model.logs.search, !search.matches.isEmpty else {
                if model.logs.hasWork { return "looking" }
                let held = Amount.count(model.logs.buffer.count)
                return model.logs.isComplete ? "no match" : "no match in the last \(held); Enter looks further back"
            }
            return "match \(search.ordinal ?? 1) of \(Amount.count(search.matches.count))"
        case .findInList(let pane):
            let matches = model.listMatches(in: pane)
            guard let place = matches.firstIndex(of: model.cursor(in: pane).index) else { return "no match" }
            return "match \(place + 1) of \(matches.count)"
        }
    }

    /// The newest two jobs.
    private static func jobs(_ model: Model, width: Int) -> String {
        let texts = model.runningJobs.prefix(2).map { job in
            let percent = job.percent.map { " \(Amount.whole($0))%" } ?? ""
            let time = job.startedAt == nil ? "" : "  \(Amount.elapsed(job.seconds(at: model.now)))"
            return "job \(job.id) \(job.title)  \(job.progressText)\(percent)\(time)"
        }
        return TextWidth.truncated(texts.joined(separator: "  |  "), to: width)
    }

    private static func drawHints(_ model: Model, into frame: inout Frame, in row: Rect) {
        for hint in shownHints(of: model, in: row) {
            let x = hint.columns.lowerBound
            let used = frame.write(hint.key, x: x, y: row.y, width: row.maxX - x, style: Style(.key)) + 1
            frame.write(hint.word, x: x + used, y: row.y, width: row.maxX - x - used, style: Style(.dim))
        }
    }

    /// The keys there is room for, with the columns that they take.
    private static func shownHints(of model: Model, in row: Rect) -> [(key: String, word: String, columns: Range<Int>)]
    {
        var hints = model.hints
        func width() -> Int { hints.reduce(1) { $0 + $1.key.count + $1.word.count + 3 } }
        // Help and quit stay however narrow it is.
        while width() > row.width, hints.count > 2 { hints.remove(at: hints.count - 3) }
        var x = row.x + 1
        return hints.map { hint in
            let columns = x..<(x + TextWidth.columns(of: hint.key) + 1 + TextWidth.columns(of: hint.word))
            x = columns.upperBound + 2
            return (hint.key, hint.word, columns)
        }
    }

    /// The key that the footer shows at a cell.
    static func key(atX x: Int, y: Int, in model: Model) -> Key? {
        let row = DashboardLayout(model).hints
        guard row.height > 0, y == row.y, model.prompt == nil else { return nil }
        return shownHints(of: model, in: row).first { $0.columns.contains(x) }.flatMap { Key(named: $0.key) }
    }
}
