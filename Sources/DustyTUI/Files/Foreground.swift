import CLibrary
import Dispatch
import DustyCore

/// Programs that have the terminal to themselves until they end.
enum Foreground {
    /// When Enter is waited for before the dashboard comes back.
    enum Pause: Equatable, Sendable {
        case always, never
        /// When there is something to read: why it failed.
        case afterFailure
    }

    /// Runs one to its end and returns how it ended; with a pause it waits for Enter afterwards. Throws when it cannot
    /// be started.
    @discardableResult
    static func run(
        _ arguments: [String],
        adding variables: [String: String] = [:],
        pauses: Pause
    ) async throws -> ChildProgram.Ending {
        // Both block, which no Swift task may do.
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let ending = try ChildProgram.ending(of: arguments, changing: variables)
                        if pauses == .always || pauses == .afterFailure && ending != .code(0) { pause(after: ending) }
                        return ending
                    }
                )
            }
        }
    }

    private static func pause(after ending: ChildProgram.Ending) {
        let text: String =
            switch ending {
            case .code(0): ""
            case .code(let code): "exit code \(code). "
            // As in a shell.
            case .signal(let signal): "exit code \(128 + signal). "
            }
        let line = "\n\(text)Press Enter to go back to the dashboard. "
        _ = line.withCString { write(STDOUT_FILENO, $0, strlen($0)) }
        var byte: UInt8 = 0
        while true {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count <= 0 || byte == UInt8(ascii: "\n") { return }
        }
    }
}
