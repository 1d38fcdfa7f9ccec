import DustyTerminal

/// Which keys do what, where: the one table that keys, help and hints are taken from.
struct KeyMap: Equatable {
    /// Where a key works.
    enum Context: String, CaseIterable {
        case anywhere = "Anywhere"
        case lists = "In lists"
        case containers = "On an app or a service"
        case sync = "In Sync"
        case jobs = "In Jobs"
        case logs = "In the log"
        case detail = "In the other tabs"
        case env = "In env"
        case pager = "In help and messages"
        case picker = "In the bundle picker"
        case list = "In a list of scripts, tests, assets or repos"
        case question = "At a question"
    }

    /// One row of the table.
    struct Binding: Equatable {
        /// None for what can be given a key, and has none as it comes.
        var keys: [Key]
        var context: Context
        var action: Action
        /// What it does, for the help screen.
        var help: String
        /// What it does, in a word for the footer; nil to leave it out there.
        var hint: String?
    }

    let bindings: [Binding]

    /// The action of a key in the innermost of some contexts that knows it.
    func action(for key: Key, in contexts: [Context]) -> Action? {
        for context in contexts {
            if let binding = bindings.first(where: { $0.context == context && $0.keys.contains(key) }) {
                return binding.action
            }
        }
        return nil
    }

    /// The bindings that hold in some contexts and have a place in the footer, each key once.
    func hints(in contexts: [Context]) -> [Binding] {
        var taken: Set<Key> = []
        return contexts.flatMap { context in
            bindings.filter { binding in
                guard binding.context == context, binding.hint != nil, let key = binding.keys.first else {
                    return false
                }
                return taken.insert(key).inserted
            }
        }
    }
}

extension KeyMap {
    /// The keys as they come.
    static let standard = KeyMap(bindings: acting + moving + reading + inspecting + asking)

    private static func bind(
        _ context: Context,
        _ keys: [Key],
        _ action: Action,
        _ help: String,
        hint: String? = nil
    ) -> Binding {
        Binding(keys: keys, context: context, action: action, help: help, hint: hint)
    }

    private static let moving: [Binding] = [
        bind(.lists, [.character("j"), .down], .down, "Next row"),
        bind(.lists, [.character("k"), .up], .up, "Previous row"),
        bind(.lists, [.character("g"), .home], .top, "First row"),
        bind(.lists, [.character("G"), .end], .bottom, "Last row"),
        bind(.lists, [.control("d")], .halfDown, "Half a page down"),
        bind(.lists, [.control("u")], .halfUp, "Half a page up"),
        bind(.lists, [.control("f"), .pageDown], .pageDown, "A page down"),
        bind(.lists, [.control("b"), .pageUp], .pageUp, "A page up"),
        bind(.lists, [.character("l"), .right], .nextPane, "Next pane"),
        bind(.lists, [.character("h"), .left], .previousPane, "Previous pane"),
        bind(.anywhere, [.tab], .nextPane, "Next pane"),
        bind(.anywhere, [.backTab], .previousPane, "Previous pane"),
        bind(.anywhere, [.character("1")], .pane(.apps), "Apps"),
        bind(.anywhere, [.character("2")], .pane(.services), "Services"),
        bind(.anywhere, [.character("3")], .pane(.sync), "Sync"),
        bind(.anywhere, [.character("4")], .pane(.machine), "Machine"),
        bind(.anywhere, [.character("5")], .pane(.jobs), "Jobs"),
        bind(.anywhere, [.character("0")], .pane(.logs), "Log of the selected row"),
        bind(.anywhere, [.character(">")], .orderNext, "Order rows by the next: name, state, cpu, memory, age"),
        bind(.anywhere, [.character("<")], .orderPrevious, "Order rows by the one before"),
        bind(.anywhere, [.character("z")], .zoom, "Give the pane the whole screen, or take it back"),
        bind(.anywhere, [.character("L")], .layout, "Next layout: by size, a list over the log, a list beside it"),
        bind(.anywhere, [.character("+")], .wider, "More columns for the lists"),
        bind(.anywhere, [.character("_")], .narrower, "Fewer columns for the lists"),
    ]

    private static let acting: [Binding] = [
        bind(.containers, [.enter], .open, "Go to its log", hint: "logs"),
        bind(.jobs, [.enter], .open, "Go to its output", hint: "output"),
        bind(.jobs, [.character("x")], .cancelJob, "Cancel the job", hint: "cancel"),
        bind(.anywhere, [.character("r")], .restart, "Restart it (syncs its code first)", hint: "restart"),
        bind(
            .anywhere,
            [.character("R")],
            .rebuild,
            "Rebuild it: image built again, container recreated (asks)",
            hint: "rebuild"
        ),
        bind(
            .anywhere,
            [.character("s")],
            .stopOrStart,
            "Stop it (asks), or start it when it is stopped",
            hint: "stop"
        ),
        bind(.anywhere, [.character("u")], .bringUp, "Bring all active bundles up", hint: "up"),
        bind(.anywhere, [.character("D")], .stopAll, "Stop every app and service (asks)"),
        bind(.anywhere, [], .takeDown, "Take the stack down: remove containers, network, host names (asks)"),
        bind(.anywhere, [.character("S")], .sync, "Sync the selected repo, or the selected app's repos", hint: "sync"),
        bind(.containers, [.character(" ")], .mark, "Mark it; actions then work on all marked ones"),
        bind(.containers, [.character("v")], .markRange, "Begin a range of marks, or end it here"),
        bind(.containers, [.character("a")], .markAll, "Mark all, or none"),
        bind(.sync, [.character(" ")], .mark, "Mark it; S then syncs all marked ones"),
        bind(.sync, [.character("v")], .markRange, "Begin a range of marks, or end it here"),
        bind(.sync, [.character("a")], .markAll, "Mark all, or none"),
        bind(.containers, [.character("o")], .openAddress, "Open its address in a browser"),
        bind(.containers, [.character("y")], .copyName, "Copy its name"),
        bind(.containers, [.character("Y")], .copyAddress, "Copy its address"),
        bind(.anywhere, [.character("e")], .shell, "A shell in its container", hint: "shell"),
        bind(.anywhere, [.character("c")], .scripts, "Scripts from its spec"),
        bind(.anywhere, [.character("T")], .tests, "Its test suites"),
        bind(.anywhere, [.character("A")], .assets, "Assets"),
        bind(.sync, [.enter], .repoList, "Where its code comes from: take another directory, or the managed clone"),
        bind(.anywhere, [.character("b")], .bundles, "Choose bundles", hint: "bundles"),
        bind(.anywhere, [.character("W")], .warnings, "Warnings, failures and messages"),
    ]

    private static let reading: [Binding] = [
        bind(
            .anywhere,
            [.character("/")],
            .find,
            "Find in the list, or in the log when the log has the keys",
            hint: "find"
        ),
        bind(.anywhere, [.character("n")], .nextMatch, "Next match"),
        bind(.anywhere, [.character("N")], .previousMatch, "Previous match"),
        bind(
            .anywhere,
            [.character("&")],
            .filter,
            "Only lines that match (! before the text inverts, ~ is a regular expression)"
        ),
        bind(.anywhere, [.character("m")], .merge, "Logs of the marked ones as one, by time; again for one alone"),
        bind(
            .containers,
            [.character(",")],
            .muteSource,
            "Leave its lines out of the merged log, or take them in again"
        ),
        bind(.logs, [.character(",")], .soloSource, "In a merged log: one of them alone, the next, then all again"),
        bind(.anywhere, [], .raw, "Show what the log holds besides text, such as ^[[31m, or not"),
        bind(.anywhere, [.character("C")], .clearLog, "Hide the lines that are there"),
        bind(.anywhere, [.character("-")], .ruler, "Draw a line under the log"),
        bind(.anywhere, [.control("s")], .saveLog, "Write the log to a file"),
        bind(.anywhere, [.character("{")], .moreContext, "More lines around those that match"),
        bind(.anywhere, [.character("}")], .lessContext, "Fewer lines around those that match"),
        bind(.logs, [.character("v")], .selectLines, "Choose lines; y copies them"),
        bind(.logs, [.character("y")], .copyLine, "Copy the chosen lines, the match, or the last visible line"),
        bind(.logs, [.character("Y")], .copyLog, "Copy the visible lines"),
        bind(.anywhere, [.character("f")], .follow, "Follow the log, or pause it"),
        bind(.anywhere, [.character("t")], .timestamps, "Times in the log on and off"),
        bind(.anywhere, [.character("w")], .wrap, "Wrap long lines, or not"),
        bind(.logs, [.character("j"), .down, .enter], .down, "A line down"),
        bind(.logs, [.character("k"), .up], .up, "A line up; pauses"),
        bind(.logs, [.control("d")], .halfDown, "Half a page down"),
        bind(.logs, [.control("u")], .halfUp, "Half a page up"),
        bind(.logs, [.control("f"), .pageDown, .character(" ")], .pageDown, "A page down"),
        bind(.logs, [.control("b"), .pageUp], .pageUp, "A page up"),
        bind(.logs, [.character("g"), .home], .top, "To the oldest line"),
        bind(.logs, [.character("G"), .end], .bottom, "To the end, and follow"),
        bind(.logs, [.character("l"), .right], .right, "Sideways, when lines are not wrapped"),
        bind(.logs, [.character("h"), .left], .left, "Sideways back"),
        bind(.anywhere, [.character(":")], .palette, "Commands by name", hint: "command"),
        bind(.anywhere, [.character("?")], .help, "This help", hint: "help"),
        bind(.anywhere, [.escape], .back, "Back one level"),
        bind(.anywhere, [.control("l")], .repaint, "Paint the screen again"),
        bind(.anywhere, [.character("M")], .mouse, "Take the mouse, or leave it to the terminal"),
        bind(.anywhere, [.control("z")], .suspend, "Back to the shell for a while (fg returns)"),
        bind(.anywhere, [.character("q"), .control("c")], .quit, "Quit; everything keeps running", hint: "quit"),
    ]

    private static let inspecting: [Binding] = [
        bind(.anywhere, [.character("[")], .previousTab, "Previous tab: log, stats, env, ports, repos, events, spec"),
        bind(.anywhere, [.character("]")], .nextTab, "Next tab"),
        bind(.anywhere, [.character("i")], .inspect, "Facts of the selected row, or none"),
        bind(.env, [.enter], .editVariable, "Edit the variable; a hidden value is shown first", hint: "edit"),
        bind(.env, [.character("a")], .addVariable, "Set another variable", hint: "add"),
        bind(.env, [.character("x")], .removeVariable, "Go back to what the spec says", hint: "unset"),
        bind(.detail, [.character("j"), .down], .down, "A line down"),
        bind(.detail, [.character("k"), .up], .up, "A line up"),
        bind(.detail, [.control("d")], .halfDown, "Half a page down"),
        bind(.detail, [.control("u")], .halfUp, "Half a page up"),
        bind(.detail, [.control("f"), .pageDown, .character(" ")], .pageDown, "A page down"),
        bind(.detail, [.control("b"), .pageUp], .pageUp, "A page up"),
        bind(.detail, [.character("g"), .home], .top, "To the beginning"),
        bind(.detail, [.character("G"), .end], .bottom, "To the end"),
        bind(.detail, [.character("l"), .right], .nextTab, "Next tab"),
        bind(.detail, [.character("h"), .left], .previousTab, "Previous tab"),
        bind(.detail, [.character("y")], .copyLine, "Copy the line, or the variable"),
        bind(.detail, [.character("Y")], .copyLog, "Copy all of the tab"),
    ]

    private static let asking: [Binding] = [
        bind(.pager, [.character("j"), .down], .down, "A line down", hint: "down"),
        bind(.pager, [.character("k"), .up], .up, "A line up", hint: "up"),
        bind(.pager, [.control("d"), .pageDown, .character(" ")], .pageDown, "A page down"),
        bind(.pager, [.control("u"), .pageUp], .pageUp, "A page up"),
        bind(.pager, [.character("/")], .find, "Find in the help", hint: "find"),
        bind(.pager, [.character("g"), .home], .top, "To the beginning"),
        bind(.pager, [.character("G"), .end], .bottom, "To the end"),
        bind(.pager, [.escape, .character("q"), .character("?"), .enter], .back, "Close", hint: "close"),
        bind(.picker, [.character(" ")], .toggle, "Choose the bundle, or not", hint: "choose"),
        bind(.picker, [.enter], .accept, "Activate what is chosen", hint: "apply"),
        bind(.picker, [.character("j"), .down], .down, "Next bundle"),
        bind(.picker, [.character("k"), .up], .up, "Previous bundle"),
        bind(.picker, [.character("g"), .home], .top, "First bundle"),
        bind(.picker, [.character("G"), .end], .bottom, "Last bundle"),
        bind(.picker, [.escape, .character("q")], .back, "Leave everything as it is", hint: "cancel"),
        bind(.list, [.enter], .accept, "Run it, read a file for it, or take a directory for it", hint: "chooses"),
        bind(.list, [.character("e")], .edit, "Edit the asset in your editor", hint: "edits it"),
        bind(.list, [.character("x")], .giveBack, "Forget the asset, or manage the repo again", hint: "forgets it"),
        bind(.list, [.character("u")], .update, "Bring the repo up to date", hint: "updates it"),
        bind(.list, [.character("j"), .down], .down, "Next row"),
        bind(.list, [.character("k"), .up], .up, "Previous row"),
        bind(.list, [.control("f"), .pageDown], .pageDown, "A page down"),
        bind(.list, [.control("b"), .pageUp], .pageUp, "A page up"),
        bind(.list, [.character("g"), .home], .top, "First row"),
        bind(.list, [.character("G"), .end], .bottom, "Last row"),
        bind(.list, [.escape, .character("q")], .back, "Close", hint: "closes"),
        bind(.question, [.character("y"), .enter], .accept, "Yes", hint: "yes"),
        bind(.question, [.character("n"), .escape, .character("q")], .refuse, "No", hint: "no"),
    ]
}
