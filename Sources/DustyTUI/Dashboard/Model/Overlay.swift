/// What covers the panes and gets the keys.
enum Overlay: Equatable {
    /// The help screen, or what can be done with the selected row.
    case help(HelpPage)
    /// Warnings, failures and messages.
    case warnings(FailureList)
    /// A question.
    case confirm(Confirmation)
    /// The bundle picker.
    case bundles(BundlePicker)
    /// A list from the daemon.
    case list(ListPicker)
    /// What takes space.
    case disk(DiskList)
}

/// A question before something irreversible.
struct Confirmation: Equatable {
    var question: String
    /// What will happen, one line each.
    var consequences: [String]
    /// What work its last line is about, which goes when that ends: that on these containers, or on none if it is nil.
    var concerned: [String]?
    /// That line.
    var news: String?
    /// The names of everything affected, if there are several.
    var targets: [String] = []
    /// First visible row of them.
    var top = 0
    /// What is done on yes.
    var effect: Effect
    /// The list that it was asked from, which one comes back to.
    var origin: DiskList?
}

/// Where one is in the list of what takes space.
struct DiskList: Equatable {
    var cursor = Cursor()
}

/// Bundles being chosen.
struct BundlePicker: Equatable {
    var cursor = Cursor()
    /// Names that will be active after Enter.
    var chosen: Set<String>
}

/// A prompt.
struct Prompt: Equatable {
    /// What the text is for.
    enum Purpose: Equatable {
        case findInList(Pane)
        case findInLog
        case filterLog
        case filterList(Pane)
        case saveLog
        /// A command that the lines of the log go to.
        case pipeLog
        case findInHelp
        /// In a tab other than the log.
        case findInDetail
        case palette(Palette)
        /// The value of a variable of an app or a service.
        case variable(String, String)
        /// `NAME=value` for an app or a service.
        case newVariable(String)
        /// The file that an asset is read from.
        case assetFile(String)
        /// The directory that a repo is taken from.
        case repoPath(String)
        /// The name of a new stack.
        case newStack
        /// Arguments of a script: app, script, and whether it gets this terminal.
        case scriptArguments(String, String, onTerminal: Bool)
        /// An answer for a command of the person's own.
        case custom(CustomRun)
        /// Arguments of a test suite: app or lib, suite.
        case suiteArguments(String, String)
    }

    var purpose: Purpose
    var text = ""
    /// Characters between the cursor and the end.
    var behind = 0
    /// The position in the history; nil for new input.
    var past: Int?
    /// What to say about pasted text.
    var remark: String?
    /// The earlier position, to return to on Esc.
    var origin: LogPane.Position = .following
    var originRow: String?
}
