/// Forwarding rules of apps that run together and need the same place.
enum ForwardingClashes {
    private struct Claim {
        var app: String
        var index: Int
        var rule: HostForwarding
    }

    /// A problem for each rule that needs the place of an earlier one; apps by name, rules as written.
    static func find(in apps: [AppSpec], places: SpecPlaces) -> [SpecProblem] {
        var problems: [SpecProblem] = []
        // Of a port the first rule of each kind, of a name and a port the first http rule.
        var streams: [Int: Claim] = [:]
        var pages: [Int: Claim] = [:]
        var names: [String: Claim] = [:]
        for app in apps.sorted(by: { $0.name < $1.name }) {
            for (index, rule) in app.hostForwarding.enumerated() {
                let claim = Claim(app: app.name, index: index, rule: rule)
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
        let file = "apps/\(other.app).yml"
        let place = places[file, "host_forwarding.\(other.index).host_port"]
        let taken =
            switch (claim.rule.kind, other.rule.kind) {
            case (.http, .http): "\(name ?? claim.rule.hostName):\(claim.rule.hostPort) is already forwarded"
            case (.stream, .stream): "port \(claim.rule.hostPort) is already forwarded as a stream"
            default: "port \(claim.rule.hostPort) cannot be forwarded as http and as a stream: it is already forwarded"
            }
        return places.problem(
            "apps/\(claim.app).yml",
            "host_forwarding.\(claim.index).host_port",
            "\(taken) in \(file), line \(place.line)",
            hint: claim.rule.kind == .http && other.rule.kind == .http
                ? "Choose another host_name or host_port." : "Choose another host_port."
        )
    }
}
