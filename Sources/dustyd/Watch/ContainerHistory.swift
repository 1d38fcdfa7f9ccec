import DustyCore

/// When a container started and how its runs ended, as far as it is known: from the engine's events and its reports on
/// the container.
struct ContainerHistory: Sendable, Equatable {
    /// A start, or an end with its exit code.
    struct Event: Sendable, Equatable {
        enum Kind: Sendable, Equatable {
            case started
            case ended(code: Int?)

            fileprivate var isStart: Bool { self == .started }
        }

        var time: Timestamp
        var kind: Kind

        /// How the log describes it.
        var words: String {
            switch kind {
            case .started: "started"
            case .ended(let code?): "stopped: exited \(code)"
            case .ended(nil): "stopped"
            }
        }
    }

    /// How many are kept of a container.
    static let limit = 200

    /// How far apart the engine's event and its report on the container may be.
    private static let tolerance = 5.0

    /// In the order of time.
    private(set) var events: [Event] = []

    /// Records what happened and merges it with what is known: two ends, or two starts, with nothing in between are one
    /// that the engine reports twice.
    mutating func note(_ kind: Event.Kind, at time: Timestamp) {
        let place = events.lastIndex { $0.time <= time }.map { $0 + 1 } ?? 0
        let neighbours = [place - 1, place].filter { index in
            events.indices.contains(index) && events[index].kind.isStart == kind.isStart
                && abs(events[index].time.seconds(since: time)) < Self.tolerance
        }
        if let known = neighbours.first {
            if events[known].kind == .ended(code: nil) { events[known].kind = kind }
            // A run's output is between the earlier report of its start and the later one of its end.
            let times = [events[known].time, time]
            events[known].time = (kind.isStart ? times.min() : times.max()) ?? time
            return
        }
        events.insert(Event(time: time, kind: kind), at: place)
        if events.count > Self.limit { events.removeFirst() }
    }
}

extension StackFacts {
    /// Takes note of an event of the engine.
    mutating func note(_ event: EngineEvent) {
        switch event.action {
        case "start": history[event.container, default: ContainerHistory()].note(.started, at: event.time)
        case "die":
            history[event.container, default: ContainerHistory()].note(.ended(code: event.exitCode), at: event.time)
        default: break
        }
    }

    /// Records what the engine reports of containers, and forgets those that are gone.
    mutating func noteHistory() {
        for container in containers {
            var known = history[container.id] ?? ContainerHistory()
            if let finished = container.finishedAt {
                let code = container.state.isRunning ? nil : container.exitCode
                known.note(.ended(code: code), at: finished)
            }
            if let started = container.startedAt { known.note(.started, at: started) }
            if history[container.id] != known { history[container.id] = known }
        }
        let ids = Set(containers.map(\.id))
        // A container whose first event has arrived is listed a moment later.
        if history.count > ids.count + 16 { history = history.filter { ids.contains($0.key) } }
    }
}
