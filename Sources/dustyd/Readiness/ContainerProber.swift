import DustyCore

/// Probes containers through the engine, and their ports at their own address.
struct ContainerProber: ReadinessProber {
    /// Longest time that one attempt may take.
    private static let patience = Duration.seconds(10)
    /// How many containers can use each other's network in a row.
    private static let holders = 8

    let engine: any EngineController & ContainerController
    /// The stack's network, on which containers have their addresses.
    let network: String
    let dialer: any PortDialer
    /// What must not be in a reason: it is in the status, and on the page that visitors get.
    let secrets: KnownSecrets

    func attempt(_ probe: Gate.Probe, on id: String) async throws -> ReadinessAttempt {
        switch try await trial(of: probe, on: id) {
        case .ready: .ready
        case .notYet(let reason): .notYet(secrets.hide(reason))
        case .over(let reason): .over(secrets.hide(reason))
        }
    }

    private func trial(of probe: Gate.Probe, on id: String) async throws -> ReadinessAttempt {
        do {
            guard let container = try await engine.container(id) else { return .over("its container is gone") }
            switch container.status {
            case .running: break
            case .exited, .dead:
                if probe == .completed, container.exitCode == 0 { return .ready }
                return .over("it ended with exit code \(container.exitCode)")
            case .restarting: return .notYet("it restarts after it ended with exit code \(container.exitCode)")
            default: return .notYet("it is \(container.status)")
            }
            return try await withDeadline(Self.patience) {
                try await attempt(probe, on: container)
            } ?? .notYet("no answer within \(Self.patience.components.seconds) s")
        } catch let error as DustyError {
            return .notYet(error.message)
        }
    }

    private func attempt(_ probe: Gate.Probe, on container: ObservedContainer) async throws -> ReadinessAttempt {
        switch probe {
        case .completed: return .notYet("it is still running")
        case .exec(let arguments):
            let result = try await engine.execute(container: container.id, arguments)
            guard result.status != 0 else { return .ready }
            let words = result.output.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
            // Hidden before it is cut: of half a value nothing would be known.
            let said = words.isEmpty ? "" : ": \(secrets.hide(words).prefix(200))"
            // Without its arguments: a password that was written into them is none that is known.
            return .notYet("`\(arguments.first ?? "")` ended with exit code \(result.status)\(said)")
        case .tcp(let port):
            guard let address = try await address(of: container) else { return .notYet("it has no address") }
            return try await dialer.connect(address, port)
        case .http(let port, let path):
            guard let address = try await address(of: container) else { return .notYet("it has no address") }
            return try await dialer.get(address, port, path: path)
        }
    }

    /// Its own address, or that of the container whose network it uses, which may use another's in turn.
    private func address(of container: ObservedContainer) async throws -> String? {
        var container = container
        for _ in 0..<Self.holders {
            guard let id = container.networkHolder, let holder = try await engine.container(id) else { break }
            container = holder
        }
        return address(at: container)
    }

    private func address(at container: ObservedContainer) -> String? {
        if let own = container.networks[network]?.address { return own }
        if container.networks["host"] != nil { return "127.0.0.1" }
        return container.networks.sorted { $0.key < $1.key }.lazy.compactMap(\.value.address).first
    }
}

/// Checks once whether a container is ready.
protocol ReadinessProber: Sendable {
    /// One attempt; any failure on the way to the container is a reason why it is not ready yet. Throws only when
    /// cancelled.
    func attempt(_ probe: Gate.Probe, on container: String) async throws -> ReadinessAttempt
}

/// The result of one attempt.
enum ReadinessAttempt: Sendable, Equatable {
    /// It is ready.
    case ready
    /// Not yet, and why.
    case notYet(String)
    /// It will not become ready, and why.
    case over(String)
}
