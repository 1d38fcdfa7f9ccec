import DustyCore

/// Freezes the named services, or resumes them; all of them without names.
struct PauseJob: StackJob {
    static let needs: JobNeeds = [.machine, .engine]

    let stack: Stack
    let names: [String]
    /// Whether to freeze rather than resume.
    let freezes: Bool

    func check() async throws {
        try await stack.refuseUnknown(services: names)
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        let title = freezes ? "pause" : "unpause"
        await reporter.plan([title])
        try await reporter.step(title) { _ in
            let all = try await stack.containers().filter { $0.service != StackNames.proxyService }
            for name in names { try check(name, all.first { $0.service == name }) }
            let status: ObservedContainer.Status = freezes ? .running : .paused
            let targets = all.filter { $0.status == status && (names.isEmpty || names.contains($0.service)) }
            for container in targets {
                if freezes {
                    try await stack.systems.engine.pause(container: container.id)
                } else {
                    try await stack.resume(container)
                }
            }
            return targets.isEmpty ? nil : targets.map(\.service).sorted().joined(separator: ", ")
        }
    }

    /// Throws when a container is neither frozen already nor can be frozen.
    private func check(_ name: String, _ container: ObservedContainer?) throws {
        guard let container else {
            throw DustyError(.conflict, "\(name) has no container yet", hint: "`dusty up` makes it")
        }
        guard freezes, ![.running, .paused].contains(container.status) else { return }
        throw DustyError(
            .conflict,
            "\(name) does not run, so it cannot be paused",
            hint: "`dusty restart \(name)` starts it"
        )
    }
}
