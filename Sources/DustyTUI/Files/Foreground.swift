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
            DispatchQueue.global().async { continuation.resume(with: Result { try wait(for: start(arguments)) }) }
        }
        guard pauses else { return }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                pause(after: status)
                continuation.resume()
            }
        }
    }

    private static func start(_ arguments: [String]) throws -> pid_t {
        var child = pid_t()
        let words = arguments.map { strdup($0) }
        defer { for word in words { free(word) } }
        let code = posix_spawnp(&child, arguments.first ?? "", nil, nil, words + [nil], environ)
        guard code == 0 else {
            let reason = String(cString: strerror(code))
            throw DustyError(
                .failed,
                "\(arguments.first ?? "") cannot be started: \(reason)",
                hint: "Install it, or set EDITOR."
            )
        }
        return child
    }

    private static func wait(for child: pid_t) throws -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw DustyError(.failed, "the program went away") }
        }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
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
