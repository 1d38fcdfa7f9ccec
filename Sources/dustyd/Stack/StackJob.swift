import DustyCore

/// The work of a job of one kind.
protocol StackJob: Sendable {
    /// What it needs before it begins.
    static var needs: JobNeeds { get }
    /// Throws when it can be refused before it becomes a job, for example for an unknown name.
    func check() async throws
    /// Does it; ends early with `CancellationError` when the task is cancelled.
    func run(for caller: Caller, _ reporter: JobReporter) async throws
}

extension StackJob {
    /// Refuses nothing.
    func check() async throws {}
}

/// What a job needs before it begins, and as long as it runs.
struct JobNeeds: OptionSet {
    let rawValue: Int

    /// The machine; it is started if possible.
    static let machine = JobNeeds(rawValue: 1)
    /// An engine that answers.
    static let engine = JobNeeds(rawValue: 2)
    /// Data in `/persist` that no restore left half replaced.
    static let settledData = JobNeeds(rawValue: 4)
}

extension Stack {
    /// Throws when one of the names is neither that of an active app or service nor that of a container.
    func refuseUnknown(services names: [String]) async throws {
        let facts = await observatory.current()
        try facts.wanted.refuseUnknown(names, beside: facts.containers.map(\.service))
    }
}

extension WantedStack {
    /// Names of active apps and services.
    var serviceNames: [String] { (apps + services).map(\.name) }

    /// Throws when one of the names is neither that of an active app or service nor one of the others.
    func refuseUnknown(_ names: [String], beside others: [String] = []) throws(DustyError) {
        let known = serviceNames + others
        for name in names where !known.contains(name) { throw missing(name, among: known) }
    }
}
