import DustyCore
import Testing

@testable import dustyd

@Suite struct SSHFailureTests {
    private func failure(_ text: String) throws -> SSHFailure {
        let result = CommandResult(status: 255, output: "", errorOutput: text)
        return SSHFailure(result, target: try SSHTarget("ann@big:2222"), machine: "big")
    }

    @Test(arguments: [
        (
            "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.",
            SSHFailure.Reason.hostKeyChanged, true
        ),
        (
            "No ED25519 host key is known for big and you have requested strict checking.\nHost key verification failed.",
            .hostKeyChanged, true
        ),
        ("ann@big: Permission denied (publickey).", .loginRefused, true),
        ("ssh: Could not resolve hostname big: Name or service not known", .unknownHost, true),
        ("ssh: connect to host big port 2222: Connection refused", .refused, false),
        ("ssh: connect to host big port 2222: Connection timed out", .timeout, false),
        ("ssh: connect to host big port 2222: No route to host", .noRoute, false),
        ("Timeout, server big not responding.", .lost, false), ("something new", .other, false), ("\n", .lost, false),
    ])
    func `the reason comes with what to do`(text: String, reason: SSHFailure.Reason, isLasting: Bool) throws {
        let failure = try failure(text)
        #expect(failure.reason == reason && failure.isLasting == isLasting)
        #expect(failure.error.code == .unavailable && failure.error.hint != nil)
        #expect(failure.error.message.contains("ann@big:2222"))
    }
}
