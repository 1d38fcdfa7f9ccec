import ArgumentParser
import DustyCore
import DustyTerminal
import Essentials
import Synchronization

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
        return try await RawMode.with { try await attach(session, .terminal) }
    }

    /// Without a terminal Ctrl-C is a signal to this process. It is passed to the program, which may end in its own
    /// time; a second one ends the wait, and then the daemon hangs the program up.
    private func followSignals(_ request: ExecRequest) async throws -> Int {
        let session = try await daemon.call(.createExec, request)
        return try await Task { try await attach(session, .signals) }.value
    }

    /// What reaches the program besides bytes.
    enum Control {
        /// Sizes of the terminal, which is in raw mode.
        case terminal
        /// Signals to this process.
        case signals
    }

    /// Runs to the end; returns the exit code. With `leave` the keys that it knows, or a signal, end this and not the program.
    func attach(_ session: ExecSession, _ control: Control, leave: LeaveKeys? = nil) async throws -> Int {
        let modes = Mutex(LentModes())
        return try await daemon.attach(session) { send in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await passKeys(to: send, leave: control == .terminal ? leave : nil) }
                switch control {
                case .terminal:
                    group.addTask { for await _ in keyboard.resizes() { try await send(.resize(size)) } }
                case .signals:
                    group.addTask {
                        for await signal in keyboard.signals() {
                            guard leave == nil else { throw Left() }
                            try await send(.signal(signal))
                        }
                    }
                }
                // Unlike `waitForAll` it ends with the first that throws.
                for try await _ in group {}
            }
        } each: { output in
            switch output {
            case .out(let bytes):
                if control == .terminal { RawMode.leave(with: modes.withLock { $0.undoing(after: bytes) }) }
                try console.write(.out, bytes)
            case .error(let bytes): try console.write(.error, bytes)
            case .exit, .failure: break
            }
        }
    }

    /// Passes on what is typed.
    private func passKeys(
        to send: @escaping @Sendable (ExecInput) async throws -> Void,
        leave: LeaveKeys?
    ) async throws {
        var leave = leave
        while let bytes = await keyboard.next() {
            let passed = leave?.take(bytes) ?? bytes
            if !passed.isEmpty { try await send(.bytes(passed)) }
            if leave?.isPressed == true { throw Left() }
        }
        if !Task.isCancelled { try await send(.end) }
    }

    var size: TerminalSize {
        let size = console.size()
        return TerminalSize(columns: size.columns, rows: size.rows)
    }
}
