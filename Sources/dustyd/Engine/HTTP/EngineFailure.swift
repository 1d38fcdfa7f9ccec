import CLibrary
import DustyCore
import Essentials
import UnixHTTP

/// Failures of the container engine, in words that say what to do.
enum EngineFailure {
    /// The engine answered with an error status.
    static func refusal(status: Int, body: [UInt8]) -> DustyError {
        struct Reply: Decodable { let message: String }
        let said = try? JSONDecoder().decode(Reply.self, from: Data(EngineText.cleaned(json: body))).message
        let message = said ?? EngineText.cleaned(line: String(decoding: body.prefix(400), as: UTF8.self))
        let code: DustyError.Code =
            switch status {
            case 404: .notFound
            case 409: .conflict
            default: .failed
            }
        return DustyError(code, "The container engine refused: \(message.isEmpty ? "status \(status)" : message)")
    }

    /// The engine did not answer, or not to the end.
    static func unreachable(_ error: UnixHTTPError, socketPath: String, machine: String? = nil) -> DustyError {
        let (why, hint): (String, String) =
            switch error {
            case .noSocket: ("there is no socket", "start Docker: \(HostWords.own.startEngine)")
            case .refused: ("nothing listens", "start Docker: \(HostWords.own.startEngine)")
            case .forbidden: ("access is denied", "The daemon must run as root.")
            case .pathTooLong: ("the path is too long for a socket", "Set DOCKER_HOST to a shorter path.")
            case .timeout(let time): ("no answer within \(time)", "Docker may hang; look at its log, or restart it.")
            case .closedEarly: ("it closed the connection", "Docker may have been stopped or restarted.")
            case .tooLarge(let limit): ("its answer was longer than \(limit) bytes", "Look at its log.")
            case .malformed: ("the answer is not HTTP", "Check what listens there.")
            case .busy: ("it accepts no more connections for now", "Docker may hang; look at its log, or restart it.")
            case .exhausted:
                (
                    "Dusty's daemon has no file descriptors left",
                    "Restart the daemon; `\(HostWords.own.openFiles)` says how many it may open."
                )
            case .other(let errno): (String(cString: strerror(errno)), "Look at its log.")
            }
        if let machine {
            return DustyError(
                .unavailable,
                "the container engine of the machine `\(machine)` does not answer: \(why)",
                hint: "`dusty machine show \(machine)` shows whether it is connected"
            )
        }
        return DustyError(.unavailable, "the container engine at \(socketPath) does not answer: \(why)", hint: hint)
    }
}
