import ArgumentParser
import DustyCore
import DustyTerminal

extension ContainerProgram {
    /// Attaches to the own process of an app or a service until that ends, which gives its exit code, or until the user leaves it.
    func attachToOwnProcess(of name: String, leave: LeaveKeys = LeaveKeys()) async throws {
        try await DaemonFeature.check(daemon, VersionInfo.attach, instead: "dusty shell \(name)")
        let isTerminal = keyboard.isTerminal && console.isTerminal
        var request = ExecRequest(name: name, attach: true)
        if isTerminal { (request.terminal, request.size) = (true, size) }
        let session = try await daemon.call(.createExec, request)
        let hasTerminal = isTerminal && session.terminal == true
        if isTerminal {
            let keys = hasTerminal ? leave.words : "Ctrl-c"
            try console.print("attached to the own process of \(name); \(keys) leaves it and lets it go on", to: .error)
        }
        do {
            let code = try await connect(session, hasTerminal: hasTerminal, leave)
            if isTerminal { try say("the own process of \(name) has ended, or was started again (exit code \(code))") }
            guard code == 0 else { throw ExitCode(Int32(truncatingIfNeeded: code)) }
        } catch is Left {
            if isTerminal { try say("left \(name), which goes on") }
        }
    }

    private func connect(_ session: ExecSession, hasTerminal: Bool, _ leave: LeaveKeys) async throws -> Int {
        if hasTerminal {
            return try await RawMode.with { try await attach(session, .terminal, leave: leave) }
        }
        // Ctrl-C cancels this task, which would end before it says so.
        return try await Task { try await attach(session, .signals, leave: leave) }.value
    }

    /// A message on a line of its own, whatever the process left on the last one.
    private func say(_ text: String) throws {
        try console.print("\n" + text, to: .error)
    }
}
