/// Which port of the machine every forwarding rule goes through.
public struct PortTable: Sendable, Equatable {
    /// A port of the machine and the container's port behind it.
    public struct Mapping: Sendable, Hashable {
        /// Port of the machine.
        public var host: Int
        /// Port that the app listens on.
        public var container: Int

        /// A mapping with its parts.
        public init(host: Int, container: Int) {
            self.host = host
            self.container = container
        }
    }

    /// What the proxy does for one rule.
    public struct Rule: Sendable, Hashable {
        /// The app or service behind it.
        public var app: String
        /// Name under which it answers.
        public var hostName: String
        /// Name under which it answers too, inside containers only; nil for none.
        public var innerName: String?
        /// Port under which it answers.
        public var hostPort: Int
        /// Port of the machine behind it; the container's own where no port of the machine leads to it.
        public var upstreamPort: Int
        /// Port that it listens on in its container.
        public var containerPort: Int
        /// How bytes are forwarded.
        public var kind: HostForwarding.Kind

        /// A rule with its parts.
        public init(
            app: String,
            hostName: String,
            innerName: String? = nil,
            hostPort: Int,
            upstreamPort: Int,
            containerPort: Int? = nil,
            kind: HostForwarding.Kind = .http
        ) {
            self.app = app
            self.hostName = hostName
            self.innerName = innerName
            self.hostPort = hostPort
            self.upstreamPort = upstreamPort
            self.containerPort = containerPort ?? upstreamPort
            self.kind = kind
        }

        /// Its address for users, such as `http://shop.local/` or `tcp://db.shop.local:5432`.
        public var url: String {
            switch kind {
            case .http: hostPort == 80 ? "http://\(hostName)/" : "http://\(hostName):\(hostPort)/"
            case .stream: "tcp://\(hostName):\(hostPort)"
            }
        }
    }

    /// Ports of the machine that lead to every active app, and to services with rules; an empty list for an app without rules, and for
    /// all of a stack whose proxy needs none.
    public var compose: [String: [Mapping]]
    /// Rules of apps in the order of their names, then of services; of one as written.
    public var proxy: [Rule]
    /// Host names in order of first mention, each once.
    public var hosts: [HostsSection.Entry]

    /// A table with its parts.
    public init(compose: [String: [Mapping]] = [:], proxy: [Rule] = [], hosts: [HostsSection.Entry] = []) {
        self.compose = compose
        self.proxy = proxy
        self.hosts = hosts
    }

    /// Numbers the active rules, where the stack has ports of the bridge: those of apps by name, then of services, as written, from the first
    /// port. A rule whose port must be avoided gets one after the last, so that the others keep theirs. A clash of rules
    /// is one of the `problems`.
    init(
        _ assembled: AssembledSpecs,
        names: StackNames,
        address: String,
        avoiding blocked: Set<Int> = [],
        hasBridge: Bool = true,
        problems: inout [SpecProblem]
    ) {
        self.init()
        let places = assembled.specs.places
        let count = assembled.containers.flatMap(\.hostForwarding).count
        let free = hasBridge ? names.ports : nil
        var numbers = free.map { PortNumbers(from: $0.lowerBound, count: count, blocked) }
        var isFull = false
        var seen: Set<String> = []
        let own = OwnHostNames(assembled.specs, names: names)
        for spec in assembled.containers {
            if spec is AppSpec || !spec.hostForwarding.isEmpty { compose[spec.name] = [] }
            for (index, rule) in spec.hostForwarding.enumerated() {
                let next = numbers?.next()
                if let next, let free, next > free.upperBound, !isFull {
                    // Said once, whatever number of rules is too much.
                    isFull = true
                    problems.append(
                        places.problem(
                            spec.file,
                            "host_forwarding.\(index)",
                            "the stack has \(count) forwarded ports, \(count - free.count + blocked.filter(free.contains).count) more than it can have",
                            hint: "deactivate a bundle, or take rules out"
                        )
                    )
                }
                if let next {
                    compose[spec.name, default: []].append(Mapping(host: next, container: rule.containerPort))
                }
                let hostName = own[rule]
                if let (key, fault, hint) = own.fault(of: rule, names) {
                    let place = "host_forwarding.\(index).\(key)"
                    problems.append(places.problem(spec.file, place, fault, hint: hint))
                }
                proxy.append(
                    Rule(
                        app: spec.name,
                        hostName: hostName,
                        innerName: hostName == rule.hostName ? nil : rule.hostName,
                        hostPort: rule.hostPort,
                        upstreamPort: next ?? rule.containerPort,
                        containerPort: rule.containerPort,
                        kind: rule.kind
                    )
                )
                if seen.insert(hostName.lowercased()).inserted {
                    hosts.append(HostsSection.Entry(address: address, name: hostName))
                }
            }
        }
        problems += ForwardingClashes.find(in: assembled.containers, places: places)
    }

    /// Ports of the stack's address that the proxy listens on, in order.
    public var listenPorts: [Int] {
        Set(proxy.map(\.hostPort)).sorted()
    }

    /// Where an app or a service answers.
    public func urls(of name: String) -> [String] {
        proxy.filter { $0.app == name }.map(\.url)
    }
}

/// Assigns ports in order. A port from after the last replaces an unavailable one.
struct PortNumbers {
    private var following: Int
    private var spare: Int
    private let blocked: Set<Int>

    /// This many ports from the first.
    init(from first: Int, count: Int, _ blocked: Set<Int>) {
        following = first
        spare = first + count
        self.blocked = blocked
    }

    /// The next port.
    mutating func next() -> Int {
        defer { following += 1 }
        guard blocked.contains(following) else { return following }
        while blocked.contains(spare) { spare += 1 }
        defer { spare += 1 }
        return spare
    }
}
