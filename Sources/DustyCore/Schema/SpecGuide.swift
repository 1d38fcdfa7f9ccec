/// What specs can contain, key by key.
public enum SpecGuide {
    /// One key, with the paths at which it can occur.
    public struct Topic: Sendable, Equatable {
        /// Dotted paths that begin with the kind of the spec, such as `app.host_forwarding.host_port`.
        public var paths: [String]
        /// The key.
        public var key: SpecKey
        /// When it is required, in words; nil when it is optional.
        public var need: String?
    }

    /// The kinds of specs, by their singular words, with their tables.
    public static let kinds: [(name: String, table: SpecTable)] = [
        ("app", .app), ("lib", .lib), ("bundle", .bundle), ("service", .service),
    ]

    /// Every key, in the order of the reference; a key with the same meaning at several paths is one topic.
    public static let topics: [Topic] = {
        var topics: [Topic] = []
        for kind in kinds { collect(kind.table, below: kind.name, into: &topics) }
        return topics
    }()

    /// The keys that a query may mean: by full path, by its end, or all keys of a kind. Indexes as in messages are
    /// skipped. Throws `.notFound` with a suggestion.
    public static func find(_ query: String) throws(DustyError) -> [Topic] {
        var wanted = query.split(separator: ".").map(String.init).filter { Int($0) == nil }
        // Keys for Compose are explained once.
        if let compose = wanted.firstIndex(of: "compose"), compose + 1 < wanted.count {
            wanted = ["service"] + wanted[(compose + 1)...]
        }
        if let first = wanted.first, let kind = SpecSources.Kind(rawValue: first), wanted.count > 1 {
            wanted[0] = kind.singular
        }
        if wanted.count == 1, let kind = kinds.first(where: { $0.name == wanted[0] }) {
            return topics.filter { $0.paths.contains { depth($0) == 2 && $0.hasPrefix(kind.name + ".") } }
        }
        let exact = topics.filter { $0.paths.contains(wanted.joined(separator: ".")) }
        if !exact.isEmpty { return exact }
        let found = topics.filter { topic in topic.paths.contains { ends($0, with: wanted) } }
        guard found.isEmpty else { return found }
        throw unknown(query)
    }

    /// The keys directly below a key; keys for Compose count as a service's.
    public static func children(of key: SpecKey) -> [SpecKey] {
        guard let table = key.shape.table, !isCompose(table) else { return [] }
        return table.keys
    }

    private static func unknown(_ query: String) -> DustyError {
        let paths = topics.flatMap(\.paths)
        let guess =
            Suggestion.nearest(to: query, among: paths)
            ?? Suggestion.nearest(to: query, among: topics.map(\.key.name) + kinds.map(\.name))
        return DustyError(
            .notFound,
            "specs have no key `\(query.prefix(80))`",
            hint: guess.map { "did you mean `\($0)`?" } ?? "run `dusty explain` for all keys"
        )
    }

    private static func ends(_ path: String, with wanted: [String]) -> Bool {
        !wanted.isEmpty && path.split(separator: ".").suffix(wanted.count).elementsEqual(wanted) { $0 == $1 }
    }

    private static func depth(_ path: String) -> Int { path.split(separator: ".").count }

    private static func isCompose(_ table: SpecTable) -> Bool { table == .appCompose || table == .suiteCompose }

    private static func collect(_ table: SpecTable, below path: String, into topics: inout [Topic]) {
        for key in table.keys {
            let path = "\(path).\(key.name)"
            let topic = Topic(paths: [path], key: key, need: table.need(of: key))
            if let index = topics.firstIndex(where: { isSame($0, topic) }) {
                topics[index].paths.append(path)
            } else {
                topics.append(topic)
            }
            guard let below = key.shape.table, !isCompose(below) else { continue }
            collect(below, below: path, into: &topics)
        }
    }

    private static func isSame(_ left: Topic, _ right: Topic) -> Bool {
        left.key.name == right.key.name && left.need == right.need && left.key.meaning == right.key.meaning
            && left.key == right.key
    }
}
