import ArgumentParser
import DustyCore
import DustyTerminal
import Essentials

/// Runs a program in a container as if it were this process: with its standard input, output and error.
struct ContainerProgram: Sendable {
    let daemon: any Daemon
    let console: Console
    var keyboard: any Keyboard = StandardInput()
    /// Whether the program gets a terminal if there is one.
    var wantsTerminal = true
    var terminalType = ProcessInfo.processInfo.environment["TERM"]

    /// Runs to the end; throws any exit code but 0.
    func run(_ request: ExecRequest) async throws {
        let code = try await exitCode(of: request)
        guard code == 0 else { throw ExitCode(Int32(truncatingIfNeeded: code)) }
    }

    private func exitCode(of request: ExecRequest) async throws -> Int {
        var request = request
        request.terminal = wantsTerminal && keyboard.isTerminal && console.isTerminal
        guard request.terminal else { return try await followSignals(request) }
        request.size = size
        request.terminalType = terminalType
        // Refusals are printed while the terminal is still in its normal mode.
        let session = try await daemon.call(.createExec, request)
        return try await RawMode.with { try await attach(session, signals: false) }
    }

    /// Without a terminal Ctrl-C is a signal to this process. It is passed to the program, which may end in its own
    /// time; a second one ends the wait, and then the daemon hangs the program up.
    private func followSignals(_ request: ExecRequest) async throws -> Int {
        let session = try await daemon.call(.createExec, request)
        return try await Task { try await attach(session, signals: true) }.value
    }

    private func attach(_ session: ExecSession, signals: Bool) async throws -> Int {
        try await daemon.attach(session) { send in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    while let bytes = await keyboard.next() { try await send(.bytes(bytes)) }
                    if !Task.isCancelled { try await send(.end) }
                }
                if signals {
                    group.addTask { for await signal in keyboard.signals() { try await send(.signal(signal)) } }
                } else {
                    group.addTask { for await _ in keyboard.resizes() { try await send(.resize(size)) } }
                }
                try await group.waitForAll()
            }
        } each: { output in
            switch output {
            case .out(let bytes): try console.write(.out, bytes)
            case .error(let bytes): try console.write(.error, bytes)
            case .exit, .failure: break
            }
        }
    }

    private var size: TerminalSize {
        let size = console.size()
        return TerminalSize(columns: size.columns, rows: size.rows)
    }
}
