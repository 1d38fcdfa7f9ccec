import DustyCore

/// Probes ports of containers from the machine they run on, with whatever suitable program exists there.
struct SSHDialer: PortDialer {
    private static let connecting = Script(PackageResources.dial_sh)
    private static let asking = Script(PackageResources.ask_sh)
    private static let incapable: Int32 = 99

    let connection: SSHConnection

    func connect(_ address: String, _ port: Int) async throws -> ReadinessAttempt {
        let result = try await connection.run(Self.connecting, [address, String(port)])
        return result.status == 0 ? .ready : refusal(result, port)
    }

    func get(_ address: String, _ port: Int, path: String) async throws -> ReadinessAttempt {
        let request = "GET \(path) HTTP/1.1\r\nHost: \(address):\(port)\r\nConnection: close\r\nAccept: */*\r\n\r\n"
        let result = try await connection.run(Self.asking, [address, String(port), request])
        guard result.status == 0 else { return refusal(result, port) }
        let line = result.output.prefix { !$0.isNewline }
        return PortTrial.judge(String(line.prefix(200)), "GET \(path) on port \(port)")
    }

    private func refusal(_ result: CommandResult, _ port: Int) -> ReadinessAttempt {
        if result.status == Self.incapable {
            return .notYet(
                "\(connection.record.target) has neither bash nor nc, so ports of containers cannot be probed"
            )
        }
        return .notYet("port \(port) does not answer")
    }
}
