import DustyCore

/// Why ssh could not connect, with what to do. Its status is always 255, so its output is all there is to judge by.
struct SSHFailure: Sendable {
    /// What went wrong.
    enum Reason: Sendable, Equatable, CaseIterable {
        case hostKeyChanged, loginRefused, unknownHost, refused, timeout, noRoute, lost, other
    }

    let reason: Reason
    private let target: String
    private let machine: String
    private let words: String

    init(_ result: CommandResult, target: SSHTarget, machine: String) {
        // It ends without a word when the other end no longer gives a sign of life.
        let isSilent = result.errorOutput.allSatisfy(\.isWhitespace)
        let stopped = isSilent && !result.wasKilled
        words = stopped ? "it stopped answering" : result.lastWords(lines: 3)
        reason = isSilent || result.wasKilled ? .lost : Self.reason(result.errorOutput)
        self.target = target.description
        self.machine = machine
    }

    private static func reason(_ text: String) -> Reason {
        let signs: [(Reason, [String])] = [
            (
                .hostKeyChanged,
                ["HOST IDENTIFICATION HAS CHANGED", "Host key verification failed", "No ED25519 host key"]
            ),
            (.loginRefused, ["Permission denied", "Too many authentication failures"]),
            (.unknownHost, ["Could not resolve hostname"]),
            (.refused, ["Connection refused"]),
            (.timeout, ["timed out"]),
            (.noRoute, ["No route to host", "Network is unreachable"]),
            (.lost, ["not responding", "closed by", "reset by", "Broken pipe", "Connection closed"]),
        ]
        return signs.first { $0.1.contains(where: text.contains) }?.0 ?? .other
    }

    /// Whether trying again cannot help before a user does something.
    var isLasting: Bool { [.hostKeyChanged, .loginRefused, .unknownHost].contains(reason) }

    var error: DustyError {
        switch reason {
        case .hostKeyChanged:
            DustyError(
                .unavailable,
                "\(target) shows another host key than when `\(machine)` was added; "
                    + "nothing is sent there",
                hint: "find out why; if the host was reinstalled: `dusty machine remove \(machine)` and add it again"
            )
        case .loginRefused:
            DustyError(
                .unavailable,
                "\(target) refuses the login: \(words)",
                hint: "check the user name and that `ssh \(target)` works for you without a password; "
                    + "`dusty machine add` takes --identity FILE"
            )
        case .unknownHost:
            DustyError(.unavailable, "the host of \(target) is not known: \(words)", hint: "check its name")
        case .refused:
            DustyError(.unavailable, "nothing listens at \(target)", hint: "check the port, and that sshd runs there")
        case .timeout, .noRoute:
            DustyError(
                .unavailable,
                "\(target) does not answer: \(words)",
                hint: "check that the host is up and reachable"
            )
        case .lost:
            DustyError(
                .unavailable,
                "the connection to \(target) was lost: \(words)",
                hint: "wait: Dusty reconnects"
            )
        case .other:
            DustyError(
                .unavailable,
                "there is no connection to \(target): \(words)",
                hint: "`dusty doctor` finds out more"
            )
        }
    }
}
