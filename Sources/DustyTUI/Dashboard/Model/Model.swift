import DustyCore
import DustyTerminal

/// Everything the dashboard shows, as one value.
struct Model: Equatable {
    /// Size of the screen.
    var size: Size
    /// What time it is.
    var now: Timestamp
    /// Seconds that local time is ahead of UTC.
    var utcOffset = 0
    /// Path of the daemon's socket, for messages.
    var socketPath: String
    /// What the user chose in the configuration file.
    var preferences = Preferences()

    var link: Link
    /// The last snapshot, its text safe to show.
    var snapshot: Snapshot?
    /// Whether that is of an earlier run.
    var isRecalled = false

    /// The pane with the focus.
    var focus = Pane.apps
    /// The list that had the focus last.
    var list = Pane.apps
    /// The pane of containers that had the focus last; its selected row's log is shown.
    var containerPane = Pane.apps
    /// How the screen is divided.
    var division = ScreenDivision()
    /// Which rows the lists show, and where one is in them.
    var selection = RowSelection()
    var logs = LogPane()
    /// Containers whose logs are shown as one; empty for that of the selected row.
    var merged: [String] = []
    /// What the wide pane shows of the selected row.
    var tab = DetailTab.log
    /// The position in it.
    var detail = DetailPane()
    /// The daemon's answers to the present queries.
    var answers: [Query: Answer] = [:]
    /// Counts changes after which queries are asked again.
    var revision = 0
    /// Measurements of the last minutes.
    var stats = StatsHistory()
    /// Events since the dashboard was opened.
    var eventLog = EventLog()
    /// What can be done from here.
    var access = Access.full

    var prompt: Prompt?
    /// What was typed before.
    var inputHistory = InputHistory()
    var overlay: Overlay?
    /// What the status line says, for as long as it does.
    var notice: Notice?
    /// Everything that was said.
    var notices: [Notice] = []
    /// What was asked of the daemon and is not to be seen yet.
    var requests = Requests()
    /// What the user has done about failures.
    var failures = FailureState()

    /// A dashboard before the daemon has answered.
    init(size: Size, now: Timestamp, socketPath: String) {
        self.size = size
        self.now = now
        self.socketPath = socketPath
        link = .connecting(since: now)
    }
}

/// Which rows the lists show, and where one is in them.
struct RowSelection: Equatable {
    /// The position in each list.
    var cursors: [Pane: Cursor] = [:]
    /// The order of apps and services.
    var order = RowOrder.name
    /// Rows chosen for a common action.
    var marks = Marks()
    /// The text to find in a list.
    var search: String?
    /// Which rows of a list are shown.
    var filters: [Pane: RowFilter] = [:]
    /// The last click on a row.
    var click: Click?

    /// A click on a row.
    struct Click: Equatable {
        var pane: Pane
        var row: String?
        var time: Timestamp

        /// Whether it is the second one on the same row.
        func isSecond(after first: Click) -> Bool {
            pane == first.pane && row == first.row && time.milliseconds - first.time.milliseconds < 500
        }
    }
}

/// How the screen is divided among the panes.
struct ScreenDivision: Equatable {
    /// Whether the pane with the focus has the whole screen.
    var isZoomed = false
    /// The places of the lists and the log.
    var arrangement = ViewSettings.Arrangement.automatic
    /// Columns that the lists have more, or fewer, than by default.
    var extraWidth = 0
    /// Whether the column of facts on wide screens is hidden.
    var hidesFacts = false
}

/// What was typed before, to be recalled.
struct InputHistory: Equatable {
    /// Commands given by name, the latest last.
    var commands: [String] = []
    /// Input of other prompts, the latest last.
    var lines: [Prompt.Memory: [String]] = [:]
}

/// What was asked of the daemon and is not to be seen yet.
struct Requests: Equatable {
    /// A requested job that will be shown once it is in the list.
    var awaitedJob: Int?
    /// Jobs that the daemon took and that no snapshot shows yet.
    var taken: [Job] = []
    /// Requests for jobs that the daemon has not answered, oldest first.
    var asked: [AskedJob] = []
    /// The command that counts when it is given once more.
    var insistence: Insistence?
}

/// What the user has done about failures.
struct FailureState: Equatable {
    /// Failed jobs that were dismissed, each by its number and when it ended.
    var dismissed: Set<String> = []

    /// What a job is dismissed by: another job may have its number one day.
    static func mark(of job: Job) -> String { "\(job.id)@\(job.finishedAt?.milliseconds ?? 0)" }
}

extension Model {
    /// The position in a list.
    func cursor(in pane: Pane) -> Cursor { selection.cursors[pane] ?? Cursor() }

    /// The container whose log is shown.
    var shownContainer: ContainerStatus? {
        let id = cursor(in: containerPane).id
        return containers(in: containerPane).first { $0.name == id }
    }

    /// The container that keys such as `r` act on; nil while another kind of row is selected.
    var selectedContainer: ContainerStatus? {
        list.hasContainers ? shownContainer : nil
    }

    /// The selected row of Sync.
    var selectedRepo: SyncStatus? {
        guard list == .sync else { return nil }
        return snapshot?.sync.first { $0.repo == cursor(in: .sync).id }
    }

    /// The selected row of Jobs.
    var selectedJob: Job? {
        snapshot?.jobs.first { String($0.id) == cursor(in: .jobs).id }
    }

    /// Whether the wide pane shows the selected job instead of a log.
    var showsJob: Bool { list == .jobs && selectedJob != nil }

    /// Jobs that have not ended, newest first.
    var runningJobs: [Job] {
        snapshot?.jobs.filter { !$0.state.isFinal } ?? []
    }

    /// Where keys are looked up now, innermost first.
    var contexts: [KeyMap.Context] {
        switch overlay {
        case .help: return [.pager]
        case .warnings: return [.failures]
        case .bundles: return [.picker]
        case .list: return [.list]
        case .disk: return [.disk]
        case .confirm: return [.question]
        case nil: break
        }
        if showsChecklist { return [.anywhere] }
        return switch focus {
        case .logs where showsLog: [.logs, .anywhere]
        case .logs: tab == .env ? [.env, .detail, .anywhere] : [.detail, .anywhere]
        case .apps, .services: [.containers, .lists, .anywhere]
        case .sync: [.sync, .lists, .anywhere]
        case .jobs: [.jobs, .lists, .anywhere]
        case .machine: [.lists, .anywhere]
        }
    }
}

/// What the user chose in the configuration file or on the command line.
struct Preferences: Equatable {
    /// Which keys do what.
    var keyMap = KeyMap.standard
    /// The user's own commands.
    var commands: [CustomCommand] = []
    /// Whether clicks and the wheel come as keys.
    var hasMouse = true
    /// Whether the line to the terminal is slow: fewer pictures, and clocks that move less often.
    var isSlow = false
    /// How the terminal announces a failed job; nil when it does not.
    var alert: Alert?
    /// Which commands ask first.
    var confirmations = Confirmations()
}

extension Model {
    /// Applies the user's settings from now on.
    mutating func adopt(_ config: DashboardConfig) {
        preferences = Preferences(
            keyMap: config.keyMap,
            commands: config.commands,
            hasMouse: config.mouse,
            isSlow: config.slow,
            alert: config.alert,
            confirmations: config.confirmations
        )
    }
}

/// The connection with the daemon.
enum Link: Equatable {
    /// No answer yet, since this moment; the rows are those of an earlier run, where there are any, and were true at that moment.
    case connecting(since: Timestamp, rows: Timestamp? = nil)
    /// Snapshots arrive.
    case connected
    /// Lost, or never established; the last snapshot is stale since then.
    case lost(since: Timestamp, error: DustyError, retryAt: Timestamp)

    /// Since when the screen is no longer reliable.
    var staleSince: Timestamp? {
        switch self {
        case .connecting(_, let rows): rows
        case .connected: nil
        case .lost(let since, _, _): since
        }
    }
}

/// What can be done from a dashboard.
enum Access: Equatable {
    /// Everything.
    case full
    /// Looking only.
    case readOnly
    /// Viewing a recording; there is no daemon.
    case replay

    /// How the header says it; nil when there is nothing to say.
    var word: String? {
        switch self {
        case .full: nil
        case .readOnly: "read-only"
        case .replay: "recording"
        }
    }

    /// Why nothing can be changed; nil when it can.
    var refusal: String? {
        switch self {
        case .full: nil
        case .readOnly: "This dashboard only looks (--read-only), so it changes nothing."
        case .replay: "This is a recording: there is no daemon to ask."
        }
    }
}
