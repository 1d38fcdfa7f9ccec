import DustyTerminal

/// Which keys give which commands, where.
struct KeyMap: Equatable {
    /// Where a key works.
    enum Context: String, CaseIterable {
        case anywhere = "Anywhere"
        case lists = "In lists"
        case containers = "On an app or a service"
        case sync = "In Sync"
        case jobs = "In Jobs"
        case logs = "In the log"
        case detail = "In the other tabs"
        case env = "In env"
        case pager = "In help"
        case failures = "In failures and messages"
        case picker = "In the bundle picker"
        case list = "In a list of scripts, tests, assets, repos or addresses"
        case disk = "In Disk"
        case question = "At a question"
    }

    /// The keys of a command in one place.
    struct Binding: Equatable {
        /// Empty for a command that can have a key but has none.
        var keys: [Key]
        var context: Context
        var command: CommandName
    }

    let bindings: [Binding]

    /// The binding of a key in the innermost of some contexts that has one.
    func binding(for key: Key, in contexts: [Context]) -> Binding? {
        for context in contexts {
            if let binding = bindings.first(where: { $0.context == context && $0.keys.contains(key) }) {
                return binding
            }
        }
        return nil
    }

    /// The command of a key in the innermost of some contexts that has one.
    func command(for key: Key, in contexts: [Context]) -> CommandName? { binding(for: key, in: contexts)?.command }
}
