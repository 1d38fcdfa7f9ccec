import CLibrary
import DustyCore
import UnixHTTP

extension HTTPDaemon {
    /// Runs an exchange and rephrases its failures in Dusty's words.
    func translating<Result>(_ exchange: () async throws -> Result) async throws -> Result {
        do {
            return try await exchange()
        } catch let error as UnixHTTPError {
            throw Self.failure(error).harmless
        }
    }

    private static let remedy = "start it with `sudo dusty service install`, or as root with `dusty -d`"

    private static func failure(_ error: UnixHTTPError) -> DustyError {
        switch error {
        case .noSocket(let path):
            DustyError(.unavailable, "Dusty's daemon is not running: there is no socket at \(path)", hint: remedy)
        case .refused(let path):
            DustyError(.unavailable, "Dusty's daemon is not running: nothing listens at \(path)", hint: remedy)
        case .busy(let path):
            DustyError(
                .unavailable,
                "Dusty's daemon is running, but accepts no more connections at \(path) for now",
                hint: "try again in a moment; `\(HostWords.own.connections)` lists the programs connected to it"
            )
        case .exhausted:
            DustyError(
                .unavailable,
                "no connection to the daemon can be opened: too many open files in this process or on this system",
                hint: "raise the limit with `ulimit -n`, or end programs that hold files open"
            )
        case .forbidden(let path):
            DustyError(
                .forbidden,
                "you may not use Dusty's daemon at \(path)",
                hint: "join the group with `sudo \(HostWords.own.joining("$USER"))` and log in again, or use sudo"
            )
        case .pathTooLong(let path):
            DustyError(
                .invalid,
                "the socket's path is too long for the kernel: \(path)",
                hint: "set DUSTY_SOCKET_PATH to a shorter one"
            )
        case .timeout(let time):
            DustyError(
                .unavailable,
                "the daemon did not answer within \(time.components.seconds) s",
                hint: "see its log with `\(HostWords.own.daemonLog)`"
            )
        case .closedEarly:
            DustyError(.unavailable, "the daemon closed the connection", hint: "if it is restarting, try again")
        case .tooLarge(let limit):
            DustyError(.internal, "the daemon's answer is larger than \(limit >> 20) MiB")
        case .malformed(let text):
            DustyError(.internal, "another program answers, not Dusty's daemon: \(text)")
        case .other(let code):
            DustyError(
                .unavailable,
                "the daemon cannot be reached: \(String(cString: strerror(code)))",
                hint: "check that it runs: `\(HostWords.own.daemonStatus)`"
            )
        }
    }
}
