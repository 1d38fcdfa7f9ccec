import DustyCore
import DustyTerminal

/// Something to be done outside the model, as a value.
enum Effect: Equatable {
    /// Ask the daemon for a job.
    case start(JobRequest)
    /// Ask the daemon for a job that syncs, after a look at what it would delete.
    case startSync(JobRequest)
    /// Ask the daemon to cancel a job.
    case cancel(job: Int)
    /// Activate and deactivate bundles.
    case changeBundles([BundleRequest])
    /// Set or unset variables of an app or a service.
    case changeEnv(EnvRequest)
    /// Forget the value of an asset.
    case forgetAsset(String)
    /// Set an asset to what a file of this person's holds.
    case readAsset(String, file: String)
    /// Override a repo, or give it back.
    case changeRepo(RepoRequest)
    /// Give the terminal to another program until it ends.
    case lend(Errand)
    /// Put a text on the person's clipboard, in the surest way there is, and say which; the second is what is said of the text.
    case copy(String, String)
    /// Open an address in a browser.
    case openAddress(String)
    /// Write a text to a new file.
    case save(file: String, text: String)
    /// Write the lines of a log to a new file, from the first on.
    case saveLog(file: String, LogExport)
    /// Take a notice off the status line after its time.
    case expire(notice: Int)
    /// Send every cell again.
    case repaint
    /// Give the terminal to the shell.
    case suspend
    /// Have clicks and the wheel come as keys, or leave them to the terminal.
    case mouse(Bool)
    /// Keep how the screen is arranged for the next run.
    case remember(ViewSettings)
    /// Have the terminal draw attention to something.
    case alert(Alert, String)
    /// Leave.
    case quit
}

/// What another program does on this terminal while the dashboard steps aside.
enum Errand: Equatable, Sendable {
    /// Our own program with these arguments; with a pause its output stays until Enter.
    case dusty([String], pauses: Bool)
    /// The person's editor with the value of an asset.
    case editor(asset: String)
    /// A command of the person's shell, with lines of a log as its input.
    case pipe(command: String, text: String)
}

extension Errand {
    /// What it is called; arguments of scripts, which may be secrets, are left out.
    var title: String {
        switch self {
        case .dusty(let arguments, _): "dusty \(arguments.prefix(3).joined(separator: " "))"
        case .editor(let asset): "edit \(asset)"
        case .pipe(let command, _): command
        }
    }
}
