import DustyCore

extension [String] {
    /// The values of an option that takes several, with commas or blanks between them.
    var splitAtCommas: [String] { flatMap { $0.split(separator: ",") }.map(String.init) }
}

/// Says which services stacks share, and asks before something is done to those of others.
struct Sharing {
    private let daemon: any Daemon

    init(_ daemon: any Daemon) {
        self.daemon = daemon
    }

    /// Says of what the stack has from another one that something was not done to it.
    func tell(_ what: String, _ console: Console) async throws {
        for row in await services() {
            guard let lender = row.sharedBy else { continue }
            let name = console.shown(row.name)
            try console.print("\(what): \(name), which is that of the stack \(console.shown(lender))", to: .error)
        }
    }

    /// Asks when other stacks have one of these services, or any where none is named, from this one.
    func ask(_ question: String, about names: [String], _ consent: Consent, _ console: Console) async throws {
        guard !consent.yes, try await warn(about: names, console) else { return }
        try consent.ask(question, console)
    }

    /// Says which stacks have which of these services from this one; false when none has any.
    @discardableResult
    func warn(about names: [String], _ console: Console) async throws -> Bool {
        let rows = await services().filter { $0.sharedWith != nil && (names.isEmpty || names.contains($0.name)) }
        for row in rows {
            let stacks = console.shown((row.sharedWith ?? []).joined(separator: ", "))
            try console.print("\(console.shown(row.name)) is shared with \(stacks)", to: .error)
        }
        return !rows.isEmpty
    }

    /// The stack's services; none if the daemon does not say.
    private func services() async -> [ContainerStatus] {
        (try? await daemon.call(.status))?.services ?? []
    }
}
