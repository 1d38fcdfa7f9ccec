import DustyCore
import DustyTerminal
import Glibc

/// What a dashboard is opened with. Making it throws every fault of the options, the configuration file and a recording.
struct DashboardSetup {
    let config: DashboardConfig
    let recording: Recording?
    let recorder: Recorder?
    let access: Access

    /// What the person wants: of the configuration file, of the command line, and of the environment where that has the last word.
    init(_ options: DashboardOptions) throws {
        let file = try DashboardConfig.read(file: DashboardFiles(variable: environment).config)
        var config = try options.applied(to: file)
        if environment("NO_COLOR") != nil { config.theme = .monochrome }
        self.config = config
        recording = try options.replay.map { try Recording(file: $0) }
        recorder = try options.record.map { try Recorder(file: $0) }
        access = recording != nil ? .replay : options.readOnly ? .readOnly : .full
    }
}

/// Shows the dashboard on this terminal until the person leaves. The first picture is drawn before the daemon has answered. Throws
/// `TerminalError` when there is no screen to draw on.
@MainActor
func runDashboard(daemon: any Daemon, socketPath: String, setup: DashboardSetup) async throws {
    let screen = try Screen(setup.config.screen)
    defer { screen.close() }
    let program = Program(
        daemon: daemon,
        terminal: screen,
        socketPath: socketPath,
        utcOffset: LocalTime.offset,
        agentSocket: environment("SSH_AUTH_SOCK"),
        config: setup.config,
        access: setup.access,
        recording: setup.recording,
        recorder: setup.recorder,
        memory: DashboardFiles(variable: environment).view.map { ViewMemory(path: $0) },
        now: setup.recording.map { $0.clock(by: currentTime) } ?? currentTime
    )
    await program.run()
}

/// A variable of the environment; nil when it is not set or empty.
private func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
}

@Sendable
private func currentTime() -> Timestamp {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    return Timestamp(milliseconds: Int64(moment.tv_sec) * 1000 + Int64(moment.tv_nsec) / 1_000_000)
}
