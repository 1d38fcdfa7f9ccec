import DustyCore
import DustyTerminal
import Glibc

/// Shows the dashboard on this terminal until the person leaves. The first picture is drawn before the daemon has answered. Throws
/// `TerminalError` when there is no screen to draw on.
@MainActor
func runDashboard(daemon: any Daemon, socketPath: String, config: DashboardConfig) async throws {
    let screen = try Screen(config.screen)
    defer { screen.close() }
    let program = Program(
        daemon: daemon,
        terminal: screen,
        socketPath: socketPath,
        utcOffset: localOffset(),
        agentSocket: environment("SSH_AUTH_SOCK"),
        config: config,
        memory: DashboardFiles(variable: environment).view.map { ViewMemory(path: $0) },
        now: currentTime
    )
    await program.run()
}

/// What the person wants: of the configuration file, of the command line, and of the environment where that has the last word. Throws
/// every fault of the file.
func dashboardConfig(_ options: DashboardOptions) throws -> DashboardConfig {
    let file = try DashboardConfig.read(file: DashboardFiles(variable: environment).config)
    var config = try options.applied(to: file)
    if environment("NO_COLOR") != nil { config.theme = .monochrome }
    return config
}

/// A variable of the environment; nil when it is not set or empty.
private func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
}

private func localOffset() -> Int {
    var seconds = time(nil)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return parts.tm_gmtoff
}

@Sendable
private func currentTime() -> Timestamp {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    return Timestamp(milliseconds: Int64(moment.tv_sec) * 1000 + Int64(moment.tv_nsec) / 1_000_000)
}
