/// Forwarding rules of apps and services that run together and need the same place.
enum ForwardingClashes {
    private struct Claim {
        var file: String
        var index: Int
        var rule: HostForwarding
    }

    /// A problem for each rule that needs the place of an earlier one; by name, rules as written.
    static func find(in specs: [any ContainerSpec], places: SpecPlaces) -> [SpecProblem] {
        var problems: [SpecProblem] = []
        // Of a port the first rule of each kind, of a name and a port the first http rule.
        var streams: [Int: Claim] = [:]
        var pages: [Int: Claim] = [:]
        var names: [String: Claim] = [:]
        for spec in specs.sorted(by: { ($0.name, $0.file) < ($1.name, $1.file) }) {
            for (index, rule) in spec.hostForwarding.enumerated() {
                let claim = Claim(file: spec.file, index: index, rule: rule)
                let port = rule.hostPort
                let stream = streams[port]
                switch rule.kind {
                case .http:
                    let name = "\(rule.hostName.lowercased()):\(port)"
                    if let other = stream ?? names[name] { problems.append(problem(claim, other, places)) }
                    if names[name] == nil { names[name] = claim }
                    if let template = rule.hostNameInStacks?.lowercased() {
                        let other = names["\(template):\(port)"]
                        if let other { problems.append(problem(claim, other, places, as: rule.hostNameInStacks)) }
                        if other == nil { names["\(template):\(port)"] = claim }
                    }
                    if pages[port] == nil { pages[port] = claim }
                case .stream:
                    if let other = stream ?? pages[port] { problems.append(problem(claim, other, places)) }
                    if stream == nil { streams[port] = claim }
                }
            }
        }
        return problems
    }

    private static func problem(
        _ claim: Claim,
        _ other: Claim,
        _ places: SpecPlaces,
        as name: String? = nil
    ) -> SpecProblem {
        let place = places[other.file, "host_forwarding.\(other.index).host_port"]
        let taken =
            switch (claim.rule.kind, other.rule.kind) {
            case (.http, .http): "\(name ?? claim.rule.hostName):\(claim.rule.hostPort) is already forwarded"
            case (.stream, .stream): "port \(claim.rule.hostPort) is already forwarded as a stream"
            default: "port \(claim.rule.hostPort) cannot be forwarded as http and as a stream: it is already forwarded"
            }
        return places.problem(
            claim.file,
            "host_forwarding.\(claim.index).host_port",
            "\(taken) in \(other.file), line \(place.line)",
            hint: claim.rule.kind == .http && other.rule.kind == .http
                ? "Choose another host_name or host_port." : "Choose another host_port."
        )
    }
}
