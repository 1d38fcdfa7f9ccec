/// Forwarding rules of apps that run together and want the same place.
enum ForwardingClashes {
    private struct Claim {
        var app: String
        var index: Int
        var rule: HostForwarding

        var place: String { "\(rule.hostName.lowercased()):\(rule.hostPort)" }
    }

    /// A problem for each rule that wants what an earlier one has; apps by name, rules as written.
    static func find(in apps: [AppSpec], places: SpecPlaces) -> [SpecProblem] {
        var problems: [SpecProblem] = []
        var earlier: [Claim] = []
        for app in apps.sorted(by: { $0.name < $1.name }) {
            for (index, rule) in app.hostForwarding.enumerated() {
                let claim = Claim(app: app.name, index: index, rule: rule)
                if let other = earlier.first(where: { clash($0, claim) }) {
                    problems.append(problem(claim, other, places))
                }
                earlier.append(claim)
            }
        }
        return problems
    }

    private static func clash(_ left: Claim, _ right: Claim) -> Bool {
        if left.rule.kind == .http, right.rule.kind == .http { return left.place == right.place }
        return left.rule.hostPort == right.rule.hostPort
    }

    private static func problem(_ claim: Claim, _ other: Claim, _ places: SpecPlaces) -> SpecProblem {
        let file = "apps/\(other.app).yml"
        let place = places[file, "host_forwarding.\(other.index).host_port"]
        let taken =
            switch (claim.rule.kind, other.rule.kind) {
            case (.http, .http): "\(claim.rule.hostName):\(claim.rule.hostPort) is already forwarded"
            case (.stream, .stream): "port \(claim.rule.hostPort) is already forwarded as a stream"
            default: "port \(claim.rule.hostPort) cannot be forwarded as http and as a stream"
            }
        return places.problem(
            "apps/\(claim.app).yml",
            "host_forwarding.\(claim.index).host_port",
            "\(taken) by \(file):\(place.line)",
            hint: claim.rule.kind == .http && other.rule.kind == .http
                ? "Choose another host_name or host_port." : "Choose another host_port."
        )
    }
}
