import CLibrary
import DustyCore
import DustyTerminal

/// Shows the dashboard on this terminal until the user leaves, one stack after another. The first frame is drawn before the daemon has answered.
/// Throws `TerminalError` when there is no screen to draw on.
@MainActor
func runDashboard(daemon: any Daemon, socketPath: String, setup: DashboardSetup) async throws {
    let screen = try Screen(setup.config.screen)
    defer { screen.close() }
    var (daemon, remark) = (daemon, String?.none)
    while true {
        let program = program(daemon, socketPath, setup, on: screen, remark)
        await program.run()
        if let successor = program.successor, let other = (daemon as? HTTPDaemon)?.about(successor.stack) {
            // Programs started from here use the stack that is shown.
            setenv(StackSelection.variable, successor.stack, 1)
            (daemon, remark) = (other, successor.remark)
            continue
        }
        screen.close()
        if let farewell = program.model.farewell { print(farewell) }
        return
    }
}

@MainActor
private func program(
    _ daemon: any Daemon,
    _ socketPath: String,
    _ setup: DashboardSetup,
    on screen: Screen,
    _ remark: String?
) -> Program {
    Program(
        daemon: daemon,
        terminal: screen,
        socketPath: socketPath,
        utcOffset: LocalTime.offset,
        agentSocket: SSHAgent.socketPath(),
        config: setup.config,
        access: setup.access,
        recording: setup.recording,
        recorder: setup.recorder,
        memory: DashboardFiles(variable: UserEnvironment.value).view.map { ViewMemory(path: $0) },
        rows: setup.recording == nil ? rowMemory(daemon, socketPath) : nil,
        clipboards: ClipboardProgram.all(),
        remark: remark,
        now: setup.recording.map { $0.clock(by: currentTime) } ?? currentTime
    )
}

/// Where the rows of the daemon's stack are kept.
private func rowMemory(_ daemon: any Daemon, _ socketPath: String) -> RowMemory? {
    DashboardFiles(variable: UserEnvironment.value).rows.map {
        RowMemory(directory: $0, socket: socketPath, stack: (daemon as? HTTPDaemon)?.stack)
    }
}

@Sendable
private func currentTime() -> Timestamp {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    return Timestamp(milliseconds: Int64(moment.tv_sec) * 1000 + Int64(moment.tv_nsec) / 1_000_000)
}
