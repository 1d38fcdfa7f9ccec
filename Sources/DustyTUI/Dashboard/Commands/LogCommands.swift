import DustyTerminal

extension CommandName {
    static let clearLog = CommandName("clear-log")
    static let saveLog = CommandName("save-log")
    static let moreContext = CommandName("more-context")
    static let wrap = CommandName("wrap")
    static let follow = CommandName("follow")
    static let timestamps = CommandName("timestamps")
}

extension DashboardCommand {
    /// Commands that change which lines of logs are visible, and how.
    static let logLines: [DashboardCommand] =
        [
            DashboardCommand(
                PaletteCommand("filter", "only matching lines; ! inverts, empty ends it", .text("TEXT"), in: .log),
                keyOf: .filter,
                unless: noLog,
                does: { model, call in model.filterLog(call.arguments.first) }
            )
        ] + mergedLogs + [
            DashboardCommand(
                CommandName("raw"),
                in: .anywhere,
                [],
                "Show what the log holds besides text, such as ^[[31m, or not",
                line: PaletteCommand("raw", "write out what the log holds besides text", in: .log),
                unless: noLog,
                does: { model, _ in
                    model.logs.showRaw(!model.logs.isRaw, at: model.now)
                    let how = model.logs.isRaw ? "written out" : "left out"
                    return model.say(.info, "Control characters are \(how).")
                }
            ),
            DashboardCommand(
                PaletteCommand("tail all", "older lines, as many as there is room for", in: .log),
                unless: noLog,
                does: { model, _ in
                    guard !model.logs.begin(.all) else { return [] }
                    let hidden = model.logs.isCleared
                    return model.say(.info, hidden ? "Older lines are hidden." : "There are no older lines to read.")
                }
            ),
        ] + logWindows + [
            DashboardCommand(
                .clearLog,
                in: .anywhere,
                [.character("C")],
                "Hide the lines that are there",
                line: PaletteCommand("clear", "hide the lines that are there", in: .log),
                unless: noLog,
                does: { model, _ in
                    model.logs.clear()
                    let top = model.key(.top, in: [.logs, .anywhere])
                    return model.say(
                        .info,
                        "The log is hidden up to here; \(top) goes no further back. Nothing is deleted."
                    )
                }
            ),
            DashboardCommand(
                CommandName("ruler"),
                in: .anywhere,
                [.character("-")],
                "Draw a line under the log",
                line: PaletteCommand("ruler", "draw a line under the log", in: .log),
                unless: noLog,
                does: { model, _ in
                    let time = Clock.time(model.now, utcOffset: model.utcOffset, milliseconds: false)
                    model.logs.rule(at: model.now, clock: time)
                    return []
                }
            ),
            DashboardCommand(
                .saveLog,
                in: .anywhere,
                [.control("s")],
                "Write the log to a file",
                line: PaletteCommand("save", "write the log to a file", .text("FILE"), in: .log),
                unless: noLog,
                does: { model, call in
                    if case .line(let arguments) = call { return model.saveLog(to: arguments.first) }
                    model.prompt = Prompt(purpose: .saveLog, text: model.proposedFile)
                    return []
                }
            ),
            DashboardCommand(
                .moreContext,
                in: .anywhere,
                [.character("{")],
                "More lines around those that match",
                unless: { model, _ in model.refusalOfContext },
                does: { model, _ in model.changeContext(by: 1) }
            ),
            DashboardCommand(
                CommandName("less-context"),
                in: .anywhere,
                [.character("}")],
                "Fewer lines around those that match",
                unless: { model, _ in model.refusalOfContext },
                does: { model, _ in model.changeContext(by: -1) }
            ),
        ] + copyingLines + [
            DashboardCommand(
                .follow,
                in: .anywhere,
                [.character("f")],
                "Follow the log, or pause it",
                line: PaletteCommand("follow", "follow the log, or pause it", in: .following),
                unless: noLog,
                does: { model, _ in model.followOrPause() }
            ),
            DashboardCommand(
                .timestamps,
                in: .anywhere,
                [.character("t")],
                "Times in the log on and off",
                line: PaletteCommand("timestamps", "times on and off", in: .times),
                unless: noLog,
                does: { model, _ in
                    model.logs.timestamps.toggle()
                    return []
                }
            ),
            DashboardCommand(
                .wrap,
                in: .anywhere,
                [.character("w")],
                "Wrap long lines, or not",
                line: PaletteCommand("wrap", "wrap long lines, or not", in: .following),
                unless: noLog,
                does: { model, _ in
                    model.logs.wrap.toggle()
                    model.logs.column = 0
                    return []
                }
            ),
        ]

    static let noLog: Precondition = { model, _ in model.refusalWithoutLog }
}

extension Model {
    /// Shows only matching lines; nil or an empty text shows all again.
    mutating func filterLog(_ text: String?) -> [Effect] {
        logs.setFilter(text.flatMap { $0.isEmpty ? nil : $0 })
        return askFilter()
    }

    /// The filter is complete: if it shows little, older lines are searched too.
    mutating func askFilter() -> [Effect] {
        if let complaint = logs.filter?.complaint { return say(.warning, complaint) }
        lookForShown()
        return []
    }

    fileprivate var refusalOfContext: Refusal? {
        if let refusal = refusalWithoutLog { return refusal }
        guard logs.filter?.isByText != true else { return nil }
        let keys = "\(key(.filter)) shows only lines that match, \(key(.moreContext)) adds lines around them."
        return Refusal("no filter is set", "Context is of a filter: \(keys)")
    }

    fileprivate mutating func changeContext(by step: Int) -> [Effect] {
        logs.setContext((logs.filter?.context ?? 0) + step)
        let lines = logs.filter?.context ?? 0
        return say(
            .info,
            lines == 0 ? "Only the lines that match." : "\(Amount.things(lines, "line")) around each match."
        )
    }

    fileprivate mutating func followOrPause() -> [Effect] {
        if logs.isFollowing {
            logs.position = .paused(LogViewport(self).top)
            logs.pausedEnd = logs.buffer.endID
        } else {
            if logs.isDetached { logs.goLive(at: now) }
            logs.position = .following
            logs.waitsAtTop = false
        }
        return []
    }
}
