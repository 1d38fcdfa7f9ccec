import DustyCore
import DustyTerminal

/// Something to do outside the model, as a value.
enum Effect: Equatable {
    /// Ask the daemon for a job.
    case start(JobRequest)
    /// Request a job that syncs, after checking what it would delete.
    case startSync(JobRequest)
    /// Ask the daemon to cancel a job.
    case cancel(job: Int)
    /// Activate and deactivate bundles.
    case changeBundles([BundleRequest])
    /// Set or unset variables of an app or a service.
    case changeEnv(EnvRequest)
    /// Forget the value of an asset.
    case forgetAsset(String)
    /// Set an asset to the content of the user's file.
    case readAsset(String, file: String)
    /// Override a repo, or return it to Dusty.
    case changeRepo(RepoRequest)
    /// Give the terminal to another program until it ends.
    case lend(Errand)
    /// Run a command of the person's own beside the dashboard.
    case runQuietly(CustomRun)
    /// Put a text on the person's clipboard, in the surest way there is, and say which; the second is what is said of the text.
    case copy(String, String)
    /// Open an address in a browser.
    case openAddress(String)
    /// Write a text to a new file.
    case save(file: String, text: String)
    /// Write the lines of a log to a new file, from the first on.
    case saveLog(file: String, LogExport)
    /// Remove a notice from the status line after its time.
    case expire(notice: Int)
    /// Send every cell again.
    case repaint
    /// Give the terminal to the shell.
    case suspend
    /// Make clicks and the wheel arrive as keys, or leave them to the terminal.
    case mouse(Bool)
    /// Store the arrangement of the screen for the next run.
    case remember(ViewSettings)
    /// Have the terminal draw attention to something.
    case alert(Alert, String)
    /// Show another stack of the daemon from now on, and say why where that is not plain.
    case openStack(String, String? = nil)
    /// Leave.
    case quit
}

/// What another program does on this terminal while the dashboard steps aside.
enum Errand: Equatable, Sendable {
    /// Our own program with these arguments; with a pause its output stays until Enter.
    case dusty([String], pauses: Foreground.Pause)
    /// The user's editor with the value of an asset.
    case editor(asset: String)
    /// A command of the user's shell, with lines of a log as its input.
    case pipe(command: String, text: String)
    /// A command of the person's own.
    case custom(CustomRun)
}

extension Errand {
    /// Its name; arguments of scripts, which may be secrets, are left out.
    var title: String {
        switch self {
        case .dusty(let arguments, _): "dusty \(arguments.prefix(3).joined(separator: " "))"
        case .editor(let asset): "edit \(asset)"
        case .pipe(let command, _): command
        case .custom(let run): run.command.name
        }
    }
}
