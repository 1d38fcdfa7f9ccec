import DustyCore

/// Does from inside the proxy's container what the proxy does for every request: connects to ports.
struct ProxyTrial: Sendable {
    /// The result of one attempt.
    enum Outcome: Sendable, Equatable {
        case answers
        /// Something says that nothing listens there.
        case refused
        /// Nothing comes back.
        case silent
        /// The network refuses, in these words.
        case unreachable(String)
    }

    /// The results for one rule, on both ways to its app; nil for what could not be tried.
    struct Attempt: Sendable, Equatable {
        var rule: PortTable.Rule
        var bridge: Outcome?
        var network: Outcome?

        /// Whether the bridge keeps the proxy from an app that it reaches over the network. An app that refuses has
        /// been reached, unless both ways look like that.
        var isBridgeAtFault: Bool {
            guard let bridge, bridge != .answers else { return false }
            return network == .answers || network == .refused && bridge != .refused
        }
    }

    static let script = Script(PackageResources.dial_many_sh)

    /// How many rules are tried at most: what blocks one blocks all.
    static let most = 16
    private static let patience = Duration.seconds(8)

    let engine: any EngineController
    let names: StackNames
    /// Address of the bridge; nil for a stack that uses no ports of it.
    let bridge: String?

    /// Tries rules of apps that run; nil when nothing could be tried.
    func run(_ rules: [PortTable.Rule], in container: String) async throws -> [Attempt]? {
        let rules = rules.prefix(Self.most)
        var arguments: [String] = []
        for rule in rules {
            if let bridge { arguments += [bridge, String(rule.upstreamPort)] }
            arguments += [names.networkName(for: rule.app), String(rule.containerPort)]
        }
        let (engine, words) = (engine, Self.script.words(arguments))
        let result = try await withDeadline(Self.patience) {
            try await engine.execute(container: container, words)
        }
        guard let outcomes = result.map({ Self.outcomes($0.output) }), !outcomes.isEmpty else { return nil }
        return rules.map { rule in
            Attempt(
                rule: rule,
                bridge: bridge.flatMap { outcomes["\($0):\(rule.upstreamPort)"] },
                network: outcomes["\(names.networkName(for: rule.app)):\(rule.containerPort)"]
            )
        }
    }

    /// What the script printed, by the address and port that were tried.
    static func outcomes(_ output: String) -> [String: Outcome] {
        var outcomes: [String: Outcome] = [:]
        for line in output.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count >= 2, let status = Int(words[1]) else { continue }
            outcomes[String(words[0])] = outcome(status, words.count > 2 ? String(words[2].prefix(100)) : "")
        }
        return outcomes
    }

    private static func outcome(_ status: Int, _ words: String) -> Outcome? {
        switch status {
        case 0: .answers
        // Neither program exists, or the shell could not run it: that says nothing about the network.
        case 126, 127: nil
        case 124, 143: .silent
        case _ where words.lowercased().contains("timed out"): .silent
        case _ where words.lowercased().contains("refused"): .refused
        default: .unreachable(words.lowercased())
        }
    }
}

extension [ProxyTrial.Attempt] {
    /// The first rule whose app the proxy reaches, but not through the bridge. Where one port is reached all are.
    var bridgeFault: ProxyTrial.Attempt? {
        contains { $0.bridge == .answers } ? nil : first(where: \.isBridgeAtFault)
    }

    /// Whether they show which way is open.
    var isConclusive: Bool { bridgeFault != nil || contains { $0.bridge == .answers } }
}

extension ProxyTrial.Outcome {
    /// What happens at a place, in words; nil when it answers.
    func fault(at place: String) -> String? {
        switch self {
        case .answers: nil
        case .refused: "\(place) refuses connections"
        case .silent: "nothing comes back from \(place)"
        case .unreachable(let words): "there is no way to \(place): \(words)"
        }
    }
}
