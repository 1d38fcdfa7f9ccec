/// Which commands ask first. By default those ask that stop, replace or remove something, and those that work on
/// several.
struct Confirmations: Equatable {
    /// The operations that can ask.
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

    /// How many files a sync may delete from the machine's copies without a question.
    static let usualDeletions = 100

    /// Whether to ask, given the default.
    func ask(_ operation: Operation, usually: Bool) -> Bool {
        rules[operation].map { $0 == .always } ?? usually
    }
}
