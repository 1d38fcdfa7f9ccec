import DustyCore

extension PaletteCommand {
    /// Every command, the usual ones first.
    static let all: [PaletteCommand] = jobs + inside + bundles + views + logs

    private static func key(_ name: String, _ summary: String, _ action: Action) -> PaletteCommand {
        PaletteCommand(name: name, argument: .none, summary: summary, action: action) { model, _ in
            model.perform(action)
        }
    }

    private static func tab(_ tab: DetailTab) -> PaletteCommand {
        PaletteCommand(name: "show \(tab.rawValue)", argument: .none, summary: "the tab \(tab.rawValue)") { model, _ in
            model.focus = .logs
            model.show(tab: tab)
            return []
        }
    }

    private static let jobs: [PaletteCommand] = [
        PaletteCommand(name: "restart", argument: .containers, summary: "sync code, then restart") { $0.restart($1) },
        PaletteCommand(
            name: "rebuild",
            argument: .containers,
            summary: "build the image again, recreate the containers"
        ) {
            $0.rebuild($1)
        },
        PaletteCommand(name: "stop", argument: .containers, summary: "stop containers") { $0.stop($1) },
        PaletteCommand(name: "start", argument: .containers, summary: "start what is stopped") { $0.startStopped($1) },
        key("up", "bring all active bundles up", .bringUp),
        key("stop all", "stop every app and service", .stopAll),
        key("down", "remove containers, network and host names", .takeDown),
        PaletteCommand(name: "sync", argument: .repos, summary: "copy code to the machine") { $0.sync($1) },
        PaletteCommand(name: "cancel", argument: .job, summary: "cancel a job") { $0.cancel($1) },
    ]

    private static let inside: [PaletteCommand] = [
        PaletteCommand(name: "shell", argument: .containers, summary: "a shell in the container") {
            $0.openShell(in: $1)
        },
        key("scripts", "scripts from the spec", .scripts),
        PaletteCommand(name: "run", argument: .text("SCRIPT"), summary: "run a script of the selected app") {
            $0.runScript(line: $1.first ?? "")
        },
        key("tests", "test suites of the selected app", .tests),
        PaletteCommand(name: "test", argument: .text("SUITE"), summary: "run a test suite of the selected app") {
            $0.runSuite(line: $1.first ?? "")
        },
        PaletteCommand(name: "env set", argument: .text("NAME=value"), summary: "a variable of the selected app") {
            $0.setEnv(line: $1.first ?? "")
        },
        PaletteCommand(name: "env unset", argument: .text("NAME"), summary: "back to what the spec says") {
            $0.unsetEnv($1.first ?? "")
        },
        key("assets", "assets, set and missing", .assets),
        key("repos list", "where code comes from", .repoList),
        PaletteCommand(name: "setup", argument: .none, summary: "choose the specs repo, the owner and bundles") {
            model,
            _ in
            model.lend(["setup"])
        },
        PaletteCommand(name: "doctor", argument: .none, summary: "what is well and what is not") { model, _ in
            model.lend(["doctor"])
        },
        PaletteCommand(name: "upgrade", argument: .none, summary: "bring the daemon to this program's version") {
            model,
            _ in
            model.lend(["upgrade"])
        },
        PaletteCommand(name: "plan", argument: .none, summary: "what up would do, and why") { model, _ in
            model.lend(["plan"])
        },
        PaletteCommand(name: "disk", argument: .none, summary: "what takes space") { model, _ in
            model.lend(["disk", "inspect"])
        },
    ]

    private static let bundles: [PaletteCommand] = [
        key("bundles", "choose bundles from a list", .bundles),
        PaletteCommand(name: "bundles activate", argument: .bundles, summary: "switch bundles on") {
            $0.change(bundles: $1, active: true)
        },
        PaletteCommand(name: "bundles deactivate", argument: .bundles, summary: "switch bundles off") {
            $0.change(bundles: $1, active: false)
        },
    ]

    private static let views: [PaletteCommand] = [
        key("apps", "go to Apps", .pane(.apps)),
        key("services", "go to Services", .pane(.services)),
        key("repos", "go to Sync", .pane(.sync)),
        key("machine", "go to Machine", .pane(.machine)),
        key("jobs", "go to Jobs", .pane(.jobs)),
        key("logs", "go to the log", .pane(.logs)),
        tab(.log), tab(.stats), tab(.env), tab(.ports), tab(.repos), tab(.events), tab(.spec),
        key("open", "open the address in a browser", .openAddress),
        key("copy name", "copy the selected name", .copyName),
        key("copy address", "copy the selected address", .copyAddress),
        key("mark all", "mark every row, or none", .markAll),
        key("order", "rows by the next: name, state, cpu, memory, age", .orderNext),
        key("zoom", "the pane on the whole screen, or not", .zoom),
        key("layout", "where lists and log lie, one after the other", .layout),
        key("wider", "more columns for the lists", .wider),
        key("narrower", "fewer columns for the lists", .narrower),
        key("warnings", "warnings, failures and messages", .warnings),
        key("messages", "warnings, failures and messages", .warnings),
        key("help", "the keys", .help),
        key("mouse", "take the mouse, or leave it to the terminal", .mouse),
        key("repaint", "paint the screen again", .repaint),
        key("quit", "leave; everything keeps running", .quit),
    ]

    private static let logs: [PaletteCommand] = [
        key("follow", "follow the log, or pause it", .follow),
        key("wrap", "wrap long lines, or not", .wrap),
        key("timestamps", "times on and off", .timestamps),
        PaletteCommand(name: "find", argument: .text("TEXT"), summary: "find in the log; ~ begins a regular expression")
        {
            $0.find(inLog: $1.first)
        },
        PaletteCommand(
            name: "filter",
            argument: .text("TEXT"),
            summary: "only matching lines; ! inverts, empty ends it"
        ) {
            $0.filterLog($1.first)
        },
        PaletteCommand(name: "merge", argument: .containers, summary: "several logs as one, by time") {
            $0.mergeLogs($1)
        },
        PaletteCommand(name: "mute", argument: .containers, summary: "leave out of the merged log, or take in again") {
            $0.mute($1)
        },
        key("solo", "one log of the merged ones alone, then the next", .soloSource),
        key("raw", "write out what the log holds besides text", .raw),
        PaletteCommand(name: "tail all", argument: .none, summary: "older lines, as many as there is room for") {
            model,
            _ in
            model.readBack()
        },
        key("clear", "hide the lines that are there", .clearLog),
        key("ruler", "draw a line under the log", .ruler),
        PaletteCommand(name: "save", argument: .text("FILE"), summary: "write the log to a file") {
            $0.saveLog(to: $1.first)
        },
        key("copy log", "copy the visible lines", .copyLog),
    ]
}
