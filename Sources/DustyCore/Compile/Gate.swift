/// What must hold before the dependants of a container may start.
public struct Gate: Sendable, Hashable {
    /// What is probed until it succeeds.
    public enum Probe: Sendable, Hashable {
        /// A TCP connection to a port of the container.
        case tcp(port: Int)
        /// A GET request to a port of the container; an answer below 400 is success.
        case http(port: Int, path: String)
        /// A program in the container; exit code 0 is success.
        case exec([String])
        /// The container's own end with exit code 0.
        case completed
    }

    /// What is tried.
    public var probe: Probe
    /// Seconds after which the container counts as failed.
    public var timeout: Int
    /// Whether it is the health check that the engine does as well.
    public var isHealthCheck = false

    /// A gate with its parts.
    public init(probe: Probe, timeout: Int, isHealthCheck: Bool = false) {
        self.probe = probe
        self.timeout = timeout
        self.isHealthCheck = isHealthCheck
    }
}

extension Gate {
    /// Gates of those apps and services that have one, by name.
    static func all(of specs: [any ContainerSpec]) -> [String: Gate] {
        var gates: [String: Gate] = [:]
        for spec in specs {
            gates[spec.name] = spec.ready.map(Gate.init) ?? Gate(healthcheck: spec.compose["healthcheck"])
        }
        let active = Set(specs.map(\.name))
        for spec in specs {
            for entry in spec.compose["depends_on"]?.entries ?? [] where active.contains(entry.key) {
                guard entry.value["condition"]?.text == "service_completed_successfully" else { continue }
                gates[entry.key] = Gate(probe: .completed, timeout: longest)
            }
        }
        return gates
    }

    /// The gate that a `ready` asks for.
    init(_ ready: ReadySpec) {
        let probe: Probe =
            switch ready.probe {
            case .tcp(let port): .tcp(port: port)
            case .http(let port, let path): .http(port: port, path: path)
            case .exec(let words): .exec(Self.arguments(words))
            }
        self.init(probe: probe, timeout: ready.timeout)
    }

    /// The gate of a Compose health check: its test, for as long as the engine itself would try. Nil if it is switched
    /// off or has no test.
    init?(healthcheck: YAMLValue?) {
        guard let healthcheck, healthcheck["disable"] != .bool(true), let test = healthcheck["test"] else { return nil }
        let words = (test.items ?? []).compactMap(\.text)
        let command: [String]
        switch (test.text, words.first) {
        case ("NONE", _), (nil, "NONE"): return nil
        case (let text?, _): command = ["/bin/sh", "-c", text]
        case (nil, "CMD"): command = Array(words.dropFirst())
        case (nil, "CMD-SHELL"): command = ["/bin/sh", "-c", words.dropFirst().joined(separator: " ")]
        default: return nil
        }
        guard !command.isEmpty else { return nil }
        let retries = healthcheck["retries"]?.text.flatMap { Int($0) } ?? 3
        let patience =
            seconds(healthcheck["start_period"], default: 0)
            + Double(max(1, min(retries, 1000))) * seconds(healthcheck["interval"], default: 30)
        let timeout = Int(min(max(patience, Double(Self.shortest)), Double(Self.longest)))
        self.init(probe: .exec(command), timeout: timeout, isHealthCheck: true)
    }

    private static let shortest = 60
    private static let longest = 3600

    /// One text is a shell line, several are the words of a command.
    private static func arguments(_ words: [String]) -> [String] {
        words.count == 1 ? ["/bin/sh", "-c", words[0]] : words
    }
}

/// A duration as Compose writes it, such as `1m30s` or `500ms`, in seconds.
private func seconds(_ value: YAMLValue?, default standard: Double) -> Double {
    guard let text = value?.text else { return standard }
    if let number = Double(text) { return number }
    let units: [(String, Double)] = [
        ("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("h", 3600), ("m", 60), ("s", 1),
    ]
    var rest = text[...]
    var total = 0.0
    while !rest.isEmpty {
        let digits = rest.prefix { $0.isNumber || $0 == "." }
        rest = rest.dropFirst(digits.count)
        guard let number = Double(digits), let unit = units.first(where: { rest.hasPrefix($0.0) }) else {
            return standard
        }
        total += number * unit.1
        rest = rest.dropFirst(unit.0.count)
    }
    return total
}
