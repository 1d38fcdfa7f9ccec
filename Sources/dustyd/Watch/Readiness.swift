import DustyCore

/// How far one run of a container with a gate is.
struct Readiness: Sendable, Equatable {
    /// What is known of it.
    enum Verdict: Sendable, Equatable {
        /// It is being probed; why the last attempt failed.
        case waiting(String?)
        /// It is ready, and no longer probed.
        case ready
        /// Its time is up, or it ended; and why.
        case failed(String)
    }

    /// Start of the run.
    var startedAt: Timestamp?
    /// What was probed; when the spec changes it, the verdict no longer counts.
    var gate: Gate
    /// What is known.
    var verdict: Verdict
    /// Whether it is ready although the engine still says `unhealthy`, which its next look will correct.
    var isAhead = false
}

extension StackFacts {
    /// The container of an app or a service.
    func container(_ service: String) -> ObservedContainer? {
        containers.first { $0.service == service } ?? borrowed[service]?.container
    }

    /// What must hold before an app or a service counts as ready.
    func gate(of service: String) -> Gate? {
        if let lent = borrowed[service] { return lent.gate }
        return (wanted.apps + wanted.services).first { $0.name == service }?.gate
    }

    /// What is known of a container's present run; nil when it was not tried yet.
    func verdict(on container: ObservedContainer) -> Readiness.Verdict? {
        if let lent = borrowed[container.service], lent.container?.id == container.id { return lent.verdict }
        guard let readiness = readiness[container.id], readiness.startedAt == container.startedAt,
            readiness.gate == gate(of: container.service)
        else { return nil }
        return readiness.verdict
    }

    /// Takes over what the engine reports of one container.
    mutating func observe(_ container: ObservedContainer) {
        let others = containers.filter { $0.id != container.id }
        observe((others + [container]).sorted { ($0.service, $0.name) < ($1.service, $1.name) })
    }

    /// Whether it is not known yet if a started app or service will be ready.
    func isUnsettled(_ service: String) -> Bool {
        guard gate(of: service) != nil, let container = container(service), container.hasBegun else { return false }
        switch verdict(on: container) {
        case .ready, .failed: return false
        case .waiting, nil: return true
        }
    }
}

extension ObservedContainer {
    /// Whether it has a process, as far as the engine knows.
    var hasProcess: Bool {
        ![.created, .exited, .dead].contains(status)
    }

    /// Whether there is a run of it that can succeed or fail.
    var hasBegun: Bool {
        [.running, .restarting, .exited, .dead].contains(status)
    }
}

extension StackFacts {
    /// State of a running container that has a gate; nil when the gate says nothing about it.
    func gated(_ container: ObservedContainer, _ gate: Gate?) -> ContainerState? {
        guard let gate, gate.probe != .completed, container.status == .running else { return nil }
        switch verdict(on: container) {
        case .ready:
            let isAhead = readiness[container.id]?.isAhead == true
            return container.health == .unhealthy && !isAhead ? .unhealthy : .up
        case .failed: return .unhealthy
        case .waiting, nil: return container.health == .healthy ? .up : .starting
        }
    }

    /// Health of a container: the engine's word, or what the gate says while the engine has not looked yet.
    func health(of container: ObservedContainer, _ gate: Gate?) -> ContainerHealth? {
        switch gated(container, gate) {
        case .up: .healthy
        case .starting: .starting
        case .unhealthy: .unhealthy
        default: container.health
        }
    }

    /// Why a container is not ready.
    func delay(of container: ObservedContainer, _ gate: Gate?) -> String? {
        guard gate != nil, container.status == .running else { return nil }
        switch verdict(on: container) {
        case .waiting(let reason): return reason
        case .failed(let reason): return reason
        case .ready, nil: return nil
        }
    }
}
