import DustyCore
import DustyTerminal

extension DashboardCommand {
    /// Commands that go to another part of a log, read it in another way, or pass it on.
    static let logWindows: [DashboardCommand] = [
        DashboardCommand(
            PaletteCommand("since", "only lines since then: 5m, 14:05, all", .text("TIME"), in: .log),
            unless: noLog,
            does: { model, call in model.showLog(since: call.arguments.first) }
        ),
        DashboardCommand(
            PaletteCommand("at", "go to the lines of a time: 14:05, 2h", .text("TIME"), in: .log),
            unless: noLog,
            does: { model, call in model.goInLog(to: call.arguments.first) }
        ),
        DashboardCommand(
            .readJSON,
            in: .anywhere,
            [.character("J")],
            "Lines of JSON as level, message and fields, or as they are",
            line: PaletteCommand("json", "lines of JSON made readable, or as they are", in: .log),
            unless: noLog,
            does: { model, _ in
                model.logs.readJSON(model.logs.readsJSON ? nil : .all, at: model.now)
                let how = model.logs.readsJSON ? "as level, message and fields" : "as they are"
                return model.say(.info, "Lines of JSON are shown \(how).")
            }
        ),
        DashboardCommand(
            PaletteCommand(
                "fields",
                "of lines of JSON: level,msg,user or !host; empty for all",
                .text("NAMES"),
                in: .log
            ),
            unless: noLog,
            does: { model, call in
                let fields = JSONLine.Fields(call.arguments.first ?? "")
                model.logs.readJSON(fields, at: model.now)
                let text =
                    fields.text.isEmpty
                    ? "Lines of JSON are shown with all their fields."
                    : "Lines of JSON are shown with the fields \(fields.text). Without names, :fields shows all."
                return model.say(.info, text)
            }
        ),
        DashboardCommand(
            PaletteCommand("log command", "the command that shows this log", in: .log),
            unless: noLog,
            does: { model, _ in model.say(.info, "The same as `\(model.logCommand)`.") }
        ),
        DashboardCommand(
            .pipeLog,
            in: .anywhere,
            [.character("|")],
            "Give the lines that are held to a command, such as less, jq or lnav",
            line: PaletteCommand("pipe", "give the lines to a command", .text("COMMAND"), in: .log),
            unless: { model, _ in
                if let refusal = model.refusalWithoutLog { return refusal }
                guard model.logs.buffer.isEmpty else { return nil }
                if case .opening = model.logs.stream {
                    return Refusal("the log is being read", "The log is being read; try again when it is there.")
                }
                return Refusal("the log has no lines", "The log has no lines to give.")
            },
            does: { model, call in
                if case .line(let arguments) = call, let command = arguments.first { return [model.pipe(to: command)] }
                model.prompt = Prompt(purpose: .pipeLog, text: "less")
                return []
            }
        ),
    ]
}

extension CommandName {
    fileprivate static let readJSON = CommandName("json")
    static let pipeLog = CommandName("pipe")
}

extension Model {
    /// The command that shows what the wide pane shows.
    var logCommand: String {
        if case .job(let id) = logs.subject { return "dusty jobs \(id) --output" }
        let stack = snapshot.flatMap { $0.stack == StackNames.standardName ? nil : " -s \($0.stack)" } ?? ""
        let since = logs.since.map { " --since \($0)" } ?? ""
        return (["dusty logs\(stack) -f\(since)"] + logs.names).joined(separator: " ")
    }

    fileprivate mutating func showLog(since text: String?) -> [Effect] {
        guard let text, text != "all" else {
            logs.show(since: nil, at: now)
            return say(.info, "The log goes back to its first line.")
        }
        guard let moment = Clock.moment(text, now: now, utcOffset: utcOffset) else {
            return say(.warning, Self.times(text))
        }
        logs.show(since: moment, at: now)
        return say(.info, "Only lines since \(clock(moment)); :since all ends that.")
    }

    fileprivate mutating func goInLog(to text: String?) -> [Effect] {
        guard let moment = Clock.moment(text ?? "", now: now, utcOffset: utcOffset) else {
            return say(.warning, Self.times(text ?? ""))
        }
        if let refusal = refusalToAsk { return say(refusal.weight, refusal.sentence) }
        logs.go(to: moment)
        return say(.info, "Going to \(clock(moment)); \(key(.bottom, in: [.logs, .anywhere])) comes back.")
    }

    private static func times(_ text: String) -> String {
        "`\(text)` is no time: 5m and 1h30m are how long ago, 14:05 and 2026-01-31 14:05 when."
    }
}
