import DustyCore

/// Does from inside the proxy's container what the proxy does for every request: connects to ports of the bridge
/// address.
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

    static let script = Script(PackageResources.dial_many_sh)

    /// How many ports are tried at most: what blocks one blocks all.
    static let most = 16
    private static let patience = Duration.seconds(8)

    let engine: any EngineController

    /// The result for each port that could be tried; nil when the trial did not complete.
    func run(in container: String, address: String, ports: [Int]) async throws -> [Int: Outcome]? {
        let engine = engine
        let arguments = Self.script.words([address] + ports.prefix(Self.most).map(String.init))
        let result = try await withDeadline(Self.patience) {
            try await engine.execute(container: container, arguments)
        }
        return result.map { Self.outcomes($0.output) }
    }

    /// What the script printed.
    static func outcomes(_ output: String) -> [Int: Outcome] {
        var outcomes: [Int: Outcome] = [:]
        for line in output.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count >= 2, let port = Int(words[0]), let status = Int(words[1]) else { continue }
            outcomes[port] = outcome(status, words.count > 2 ? String(words[2].prefix(100)) : "")
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
