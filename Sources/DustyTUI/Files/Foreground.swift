import Dispatch
import DustyCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Programs that have the terminal to themselves until they end.
enum Foreground {
    /// Runs one to its end, whatever its exit code; with a pause waits for Enter afterwards. Throws when it cannot be started.
    static func run(_ arguments: [String], pauses: Bool) async throws {
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try ChildProgram.exitCode(of: arguments) })
            }
        }
        guard pauses else { return }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                pause(after: status)
                continuation.resume()
            }
        }
    }

    private static func pause(after status: Int32) {
        let text = status == 0 ? "" : "exit code \(status). "
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
