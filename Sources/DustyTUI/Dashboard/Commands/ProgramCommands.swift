import DustyCore
import DustyTerminal

extension CommandName {
    static let shell = CommandName("shell")
    static let repoList = CommandName("repo-list")
}

extension DashboardCommand {
    /// Commands that run programs in containers or on this terminal, and the lists of what can be run or set.
    static let programs: [DashboardCommand] = [
        DashboardCommand(
            .shell,
            in: .anywhere,
            [.character("e")],
            "A shell in its container",
            hint: "shell",
            line: PaletteCommand("shell", "a shell in the container", .containers, in: .inside),
            unless: { $0.refusalOfShell($1) },
            does: { model, call in
                let name = model.nameForShell(call) ?? ""
                return [.lend(.dusty(["shell", name], pauses: .never))]
            }
        ),
        DashboardCommand(
            CommandName("attach"),
            in: .anywhere,
            [.character("E")],
            "Attach to its own process: input, output and terminal",
            line: PaletteCommand("attach", "its own process: Ctrl-p Ctrl-q comes back", .containers, in: .inside),
            unless: { $0.refusalOfShell($1) },
            does: { model, call in
                let name = model.nameForShell(call) ?? ""
                return [.lend(.dusty(["attach", name], pauses: .afterFailure))]
            }
        ),
        DashboardCommand(
            CommandName("scripts"),
            in: .anywhere,
            [.character("c")],
            "Scripts from its spec",
            line: PaletteCommand("scripts", "scripts from the spec", in: .inside),
            unless: { model, _ in model.refusalToList },
            does: { model, _ in model.listScripts() }
        ),
        DashboardCommand(
            PaletteCommand("run", "run a script of the selected app", .text("SCRIPT"), in: .inside),
            unless: { $0.refusal(toRun: "Scripts", $1) },
            does: { model, call in
                let (script, arguments) = cut(call.arguments.first ?? "")
                guard !script.isEmpty, let app = model.targets.first?.name else { return model.listScripts() }
                return model.run(script: script, of: app, arguments: arguments)
            }
        ),
        DashboardCommand(
            CommandName("tests"),
            in: .anywhere,
            [.character("T")],
            "Its test suites",
            line: PaletteCommand("tests", "test suites of the selected app", in: .inside),
            unless: { model, _ in model.refusalToList },
            does: { model, _ in model.listSuites() }
        ),
        DashboardCommand(
            PaletteCommand("test", "run a test suite of the selected app", .text("SUITE"), in: .inside),
            unless: { $0.refusal(toRun: "Tests", $1) },
            does: { model, call in
                let (suite, arguments) = cut(call.arguments.first ?? "")
                guard !suite.isEmpty, let name = model.targets.first?.name else { return model.listSuites() }
                return model.run(suite: suite, of: name, arguments: arguments)
            }
        ),
        DashboardCommand(
            CommandName("assets"),
            in: .anywhere,
            [.character("A")],
            "Assets",
            line: PaletteCommand("assets", "assets, set and missing", in: .sources),
            unless: { model, _ in model.refusalToAsk },
            does: { model, _ in
                model.overlay = .list(ListPicker(kind: .assets))
                return []
            }
        ),
        DashboardCommand(
            .repoList,
            in: .sync,
            [.enter],
            "Where its code comes from: take another directory, or the managed clone",
            line: PaletteCommand("repos list", "where code comes from", in: .sources),
            unless: { model, _ in model.refusalToAsk },
            does: { model, _ in
                model.overlay = .list(ListPicker(kind: .repos, cursor: Cursor(id: model.selectedRepo?.repo)))
                return []
            }
        ),
        DashboardCommand(
            CommandName("stacks"),
            in: .anywhere,
            [.character("B")],
            "Stacks side by side: show another, make one, remove one",
            line: PaletteCommand("stacks", "stacks side by side", in: .upkeep),
            unless: { model, _ in model.refusalToAsk },
            does: { model, _ in
                let current = model.snapshot?.stack ?? StackNames.standardName
                model.overlay = .list(ListPicker(kind: .stacks(current: current), cursor: Cursor(id: current)))
                return []
            }
        ),
        lending("setup", "choose the specs repo, the owner and bundles", ["setup"]),
        lending("doctor", "what is well and what is not", ["doctor"]),
        lending("upgrade", "bring the daemon to this program's version", ["upgrade"]),
        lending("plan", "what up would do, and why", ["plan"]),
    ]

    /// Runs our own program on this terminal; its output stays until Enter.
    private static func lending(_ name: String, _ summary: String, _ arguments: [String]) -> DashboardCommand {
        DashboardCommand(
            PaletteCommand(name, summary, in: .upkeep),
            unless: { model, _ in model.access.refusal.map(Refusal.init(warning:)) },
            does: { _, _ in [.lend(.dusty(arguments, pauses: .always))] }
        )
    }

    private static func cut(_ line: String) -> (String, String) {
        let name = line.prefix { $0 != " " }
        return (String(name), String(line.dropFirst(name.count).drop { $0 == " " }))
    }
}

extension Model {
    fileprivate func nameForShell(_ call: DashboardCommand.Call) -> String? {
        call.arguments.first ?? targets.first?.name
    }

    fileprivate func refusalOfShell(_ call: DashboardCommand.Call) -> Refusal? {
        if let refusal = refusalToAct { return refusal }
        let why = "nothing that runs is selected"
        guard let name = nameForShell(call) else {
            return Refusal(
                why,
                "A shell is opened in an app or a service, and attaching is to one: select it in pane 1 or 2."
            )
        }
        let row = ((snapshot?.apps ?? []) + (snapshot?.services ?? [])).first { $0.name == name }
        guard row?.state.isRunning != true else { return nil }
        if row?.isPaused == true {
            let sentence = "\(name) is paused, so nothing runs in it: \(key(.pause)) lets it go on."
            return Refusal("it is paused", sentence, remedy: .pause)
        }
        return Refusal(
            why,
            "\(name) is not running (\(row?.state.description ?? "unknown")), so nothing in it could be reached."
        )
    }

    fileprivate var refusalToList: Refusal? {
        if let refusal = refusalToAsk { return refusal }
        guard targets.isEmpty else { return nil }
        return Refusal("no app is selected", "Scripts and tests are of an app: select one in pane 1.")
    }

    /// Without a name there is a list to choose from.
    fileprivate func refusal(toRun things: String, _ call: DashboardCommand.Call) -> Refusal? {
        if targets.isEmpty { return Refusal("no app is selected", "\(things) are of an app: select one in pane 1.") }
        return call.arguments.first?.isEmpty == false ? refusalToAct : refusalToAsk
    }

    fileprivate mutating func listScripts() -> [Effect] {
        if let name = targets.first?.name { overlay = .list(ListPicker(kind: .scripts(name))) }
        return []
    }

    fileprivate mutating func listSuites() -> [Effect] {
        if let name = targets.first?.name { overlay = .list(ListPicker(kind: .suites(name))) }
        return []
    }
}
