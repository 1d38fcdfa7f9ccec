/// What lies over the panes and takes the keys.
enum Overlay: Equatable {
    /// The help screen, from this row on, with what is looked for in it.
    case help(top: Int, query: String)
    /// Warnings, failures and messages.
    case warnings(FailureList)
    /// A question.
    case confirm(Confirmation)
    /// The bundle picker.
    case bundles(BundlePicker)
    /// A list of things that the daemon was asked for.
    case list(ListPicker)
}

/// A question before something that one may regret.
struct Confirmation: Equatable {
    var question: String
    /// What will happen, one line each.
    var consequences: [String]
    /// The names of all that it happens to, where they are several.
    var targets: [String] = []
    /// First visible row of them.
    var top = 0
    /// What is done on yes.
    var effect: Effect
}

/// Bundles being chosen.
struct BundlePicker: Equatable {
    var cursor = Cursor()
    /// Names that will be active after Enter.
    var chosen: Set<String>
}

/// A line one types into.
struct Prompt: Equatable {
    /// What the text is for.
    enum Purpose: Equatable {
        case findInList(Pane)
        case findInLog
        case filterLog
        case saveLog
        /// A command that the lines of the log go to.
        case pipeLog
        case findInHelp
        case palette(Palette)
        /// The value of a variable of an app or a service.
        case variable(String, String)
        /// `NAME=value` for an app or a service.
        case newVariable(String)
        /// The file that an asset is read from.
        case assetFile(String)
        /// The directory that a repo is taken from.
        case repoPath(String)
        /// Arguments of a script: app, script.
        case scriptArguments(String, String)
        /// Arguments of a test suite: app or lib, suite.
        case suiteArguments(String, String)
    }

    var purpose: Purpose
    var text = ""
    /// Characters between the cursor and the end.
    var behind = 0
    /// Place among what was typed earlier while one walks through that; nil for what is typed.
    var past: Int?
    /// What has to be said of what was pasted.
    var remark: String?
    /// Where one was, to go back to on Esc.
    var origin: LogPane.Position = .following
    var originRow: String?
}
