import DustyCore

/// What containers for one program are made from, for as long as a caller needs to ask for one after `prepare` has found it out.
actor OneOffModels {
    /// How long it counts as what the specs say.
    static let patience = Duration.seconds(60)

    private var known: [String: (definition: OneOffDefinition, since: ContinuousClock.Instant)] = [:]

    /// Keeps what a container of this app or service is made from.
    func put(_ definition: OneOffDefinition, of service: String) {
        let now = ContinuousClock.now
        known = known.filter { now - $0.value.since < Self.patience }
        known[service] = (definition, now)
    }

    /// What was found out a short while ago; nil for nothing.
    func definition(of service: String) -> OneOffDefinition? {
        guard let found = known[service], ContinuousClock.now - found.since < Self.patience else { return nil }
        return found.definition
    }
}
