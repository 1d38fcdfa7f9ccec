import ArgumentParser
import DustyCore
import DustyTerminal

/// The command line's options for the dashboard; they override the configuration file.
struct DashboardOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Theme: dark, light, monochrome, contrast or one of yours.", valueName: "name"))
    var theme: String?

    @Flag(help: "Send nothing but ASCII to the terminal.")
    var ascii = false

    @Flag(help: "Leave the mouse to the terminal.")
    var noMouse = false

    @Flag(help: "For slow lines: five pictures a second, clocks that move less often.")
    var slow = false

    @Flag(help: "Look only: nothing that changes anything is done.")
    var readOnly = false

    @Option(help: ArgumentHelp("Write what the daemon says to a new file, to be shown again.", valueName: "file"))
    var record: String?

    @Option(
        help: ArgumentHelp("Show a file that was recorded, in its own time; no daemon is needed.", valueName: "file")
    )
    var replay: String?

    /// Opens the dashboard. A fault in the options, the configuration file or a recording is wrong usage.
    func open(_ daemon: any Daemon, _ console: Console) async throws {
        let setup: DashboardSetup
        do {
            setup = try DashboardSetup(self)
        } catch let error as DustyError {
            try console.report(error)
            throw Exit.usage
        }
        try await runDashboard(daemon: daemon, socketPath: replay ?? HTTPDaemon.socketPath(), setup: setup)
    }

    /// The configuration with these options. Throws an error for an unknown theme.
    func applied(to config: DashboardConfig) throws -> DashboardConfig {
        var config = config
        if let theme {
            guard let chosen = config.themes.first(where: { $0.name == theme }) else {
                let hint = DustyError.unknown(theme, among: config.themes.map(\.name)).hint
                throw DustyError(.invalid, "there is no theme `\(theme)`", hint: hint)
            }
            config.theme = chosen
        }
        if ascii { config.ascii = true }
        if noMouse { config.mouse = false }
        if slow { config.slow = true }
        return config
    }
}

/// Everything that a dashboard is opened with. Making it throws every fault of the options, the configuration file and
/// a recording.
struct DashboardSetup {
    let config: DashboardConfig
    let recording: Recording?
    let recorder: Recorder?
    let access: Access

    /// The user's settings: from the configuration file, the command line, and the environment where that takes
    /// precedence.
    init(_ options: DashboardOptions) throws {
        let file = try DashboardConfig.read(file: DashboardFiles(variable: UserEnvironment.value).config)
        var config = try options.applied(to: file)
        if UserEnvironment.value(of: "NO_COLOR") != nil { config.theme = .monochrome }
        self.config = config
        recording = try options.replay.map { try Recording(file: $0) }
        recorder = try options.record.map { try Recorder(file: $0) }
        access = recording != nil ? .replay : options.readOnly ? .readOnly : .full
    }
}
