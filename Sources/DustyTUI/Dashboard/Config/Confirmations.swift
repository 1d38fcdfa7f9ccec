/// What a person is asked before it is done. Without a rule the usual one holds: what stops, replaces or removes something asks, and so
/// does what works on several.
struct Confirmations: Equatable {
    /// What can be asked about.
    enum Operation: String, CaseIterable {
        case restart
        case rebuild
        case stop
        case stopAll = "stop-all"
        case down
        case bundles
        case syncDeletions = "sync-deletions"
    }

    /// When it is asked.
    enum Rule: String, CaseIterable {
        case always
        case never
    }

    var rules: [Operation: Rule] = [:]

    /// Deletions from the machine's copies that a sync may do without a question.
    static let usualDeletions = 100

    /// Whether to ask, where usually that would be so or not.
    func ask(_ operation: Operation, usually: Bool) -> Bool {
        rules[operation].map { $0 == .always } ?? usually
    }
}
