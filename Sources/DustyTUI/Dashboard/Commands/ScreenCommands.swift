import DustyCore
import DustyTerminal

extension CommandName {
    static let warnings = CommandName("warnings")
    static let palette = CommandName("palette")
    static let help = CommandName("help")
    static let menu = CommandName("menu")
    static let mouse = CommandName("mouse")
    static let quit = CommandName("quit")
}

extension DashboardCommand {
    /// Commands that show messages and problems.
    static let messages: [DashboardCommand] = [
        DashboardCommand(
            .warnings,
            in: .anywhere,
            [.character("W")],
            "Warnings, failures and messages",
            line: PaletteCommand("warnings", "warnings, failures and messages", in: .help),
            does: openMessages
        ),
        DashboardCommand(
            PaletteCommand("messages", "warnings, failures and messages", in: .help),
            keyOf: .warnings,
            does: openMessages
        ),
    ]

    /// Commands for the whole screen.
    static let screen: [DashboardCommand] = [
        DashboardCommand(.palette, in: .anywhere, [.character(":")], "Commands by name", hint: "command") { model, _ in
            model.prompt = Prompt(purpose: .palette(Palette()))
            return []
        },
        DashboardCommand(
            .menu,
            in: .anywhere,
            [.character(".")],
            "What can be done now with the selected row: Enter does it",
            hint: "menu",
            line: PaletteCommand("menu", "what can be done now with the selected row", in: .help),
            does: { model, _ in
                model.overlay = .help(HelpPage(isMenu: true))
                return []
            }
        ),
        DashboardCommand(
            .help,
            in: .anywhere,
            [.character("?")],
            "This help",
            hint: "help",
            line: PaletteCommand("help", "the keys", in: .help),
            does: { model, _ in
                model.overlay = .help(HelpPage())
                return []
            }
        ),
        DashboardCommand(.back, in: .anywhere, [.escape], "Back one level") { model, _ in model.goBack() },
        DashboardCommand(
            CommandName("repaint"),
            in: .anywhere,
            [.control("l")],
            "Paint the screen again",
            line: PaletteCommand("repaint", "paint the screen again", in: .screen),
            does: { _, _ in [.repaint] }
        ),
        DashboardCommand(
            .mouse,
            in: .anywhere,
            [.character("M")],
            "Take the mouse, or leave it to the terminal",
            line: PaletteCommand("mouse", "take the mouse, or leave it to the terminal", in: .help),
            does: { model, _ in model.toggleMouse() }
        ),
        DashboardCommand(
            CommandName("suspend"),
            in: .anywhere,
            [.control("z")],
            "Back to the shell for a while (fg returns)",
            does: { _, _ in [.suspend] }
        ),
        DashboardCommand(
            .quit,
            in: .anywhere,
            [.character("q"), .control("c")],
            "Quit; everything keeps running",
            hint: "quit",
            line: PaletteCommand("quit", "leave; everything keeps running", in: .screen),
            does: { _, _ in [.quit] }
        ),
    ]

    private static let openMessages: Deed = { model, _ in
        model.overlay = .warnings(FailureList())
        return []
    }
}

extension Model {
    fileprivate mutating func goBack() -> [Effect] {
        if logs.quest?.isBeingWatched == true { return endQuest() }
        if focus == .logs, showsLog, logs.selection != nil {
            logs.selection = nil
        } else if focus == .logs, logs.search != nil, showsLog {
            logs.look(for: nil)
        } else if selection.search != nil, focus != .logs {
            selection.search = nil
        } else if selection.filters[focus] != nil {
            selection.filters[focus] = nil
        } else if focus == .logs, logs.filter?.isByText == true, showsLog {
            logs.setFilter(nil)
        } else if focus == .logs, detail.search != nil, !showsLog {
            find(inDetail: nil)
        } else if focus == .logs, !logs.muted.isEmpty, !showsJob {
            logs.mute([])
        } else if focus == .logs, !merged.isEmpty, !showsJob {
            merged = []
        } else if !selection.marks.isEmpty || selection.marks.anchor != nil {
            selection.marks.clear()
        } else if division.isZoomed {
            division.isZoomed = false
        } else if focus == .logs {
            focus = list
        } else {
            return say(.info, "\(key(.quit)) quits; everything keeps running.")
        }
        return []
    }

    /// What is said on the terminal when one has left: the jobs that go on; nil without any.
    var farewell: String? {
        guard link == .connected, access != .replay, let job = runningJobs.last else { return nil }
        let others = runningJobs.count - 1
        let what = "Job \(job.id) (\(job.title))"
        return others == 0
            ? "\(what) goes on: `dusty jobs \(job.id)` follows it."
            : "\(what) and \(Amount.things(others, "other")) go on: `dusty jobs` lists them."
    }

    /// Takes the mouse, or returns it to the terminal.
    fileprivate mutating func toggleMouse() -> [Effect] {
        preferences.hasMouse.toggle()
        let key = key(.mouse)
        let text =
            preferences.hasMouse
            ? "The mouse selects and scrolls here. Shift-drag, or \(key), gives the terminal's own selection back."
            : "The mouse is the terminal's: dragging selects text. \(key) takes it back."
        return [.mouse(preferences.hasMouse)] + say(.info, text)
    }
}
