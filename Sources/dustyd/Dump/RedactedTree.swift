import DustyCore
import Yams

/// A JSON or YAML document with the places emptied that hold secrets by their nature: variables, commands, and keys that say so.
struct RedactedTree {
    /// Keys below which every value is a variable's.
    private static let variables: Set<String> = [
        "env", "environment", "env_file", "args", "buildargs", "x-dusty-variables",
    ]
    /// Keys below which a command line stands.
    private static let commands: Set<String> = ["cmd", "command", "entrypoint", "test", "healthcheck", "args"]
    /// Parts of keys whose values are secret.
    private static let words = ["passw", "secret", "token", "credential", "apikey", "api_key", "private", "auth"]

    /// Values that were taken out.
    private(set) var secrets: Set<String> = []
    /// How many were.
    private(set) var count = 0
    private(set) var document: Node?

    /// Reads a document.
    init(_ document: String) {
        guard let node = try? Yams.compose(yaml: document) else { return }
        self.document = walk(node, key: "")
    }

    /// The document without secrets, its texts redacted too; nil when it could not be read.
    func text(_ redactor: Redactor) -> (text: String, count: Int)? {
        guard let document else { return nil }
        var count = 0
        let safe = Self.safe(document, redactor, &count)
        return (try? Yams.serialize(node: safe, allowUnicode: true)).map { ($0, count) }
    }

    private static func safe(_ node: Node, _ redactor: Redactor, _ count: inout Int) -> Node {
        switch node {
        case .mapping(let mapping):
            return .mapping(.init(mapping.map { (safe($0.key, redactor, &count), safe($0.value, redactor, &count)) }))
        case .sequence(let sequence):
            return .sequence(.init(sequence.map { safe($0, redactor, &count) }))
        default:
            guard let text = node.scalar?.string else { return node }
            let (rest, found) = redactor.redact(text)
            guard rest != text else { return node }
            count += found
            return Node(rest)
        }
    }

    private mutating func walk(_ node: Node, key: String) -> Node {
        let key = key.lowercased()
        // `Args` of a container is its command line; `args` of a build are variables: both go.
        if Self.variables.contains(key) { return variables(node) }
        if Self.commands.contains(key), key != "healthcheck" { return command(node) }
        switch node {
        case .mapping(let mapping):
            return .mapping(.init(mapping.map { ($0.key, walk($0.value, key: $0.key.string ?? "")) }))
        case .sequence(let sequence):
            return .sequence(.init(sequence.map { walk($0, key: "") }))
        default:
            guard Self.words.contains(where: key.contains) else { return node }
            return hide(node)
        }
    }

    /// `NAME=value` in a list, or a mapping: the names stay.
    private mutating func variables(_ node: Node) -> Node {
        switch node {
        case .mapping(let mapping):
            return .mapping(.init(mapping.map { ($0.key, hide($0.value)) }))
        case .sequence(let sequence):
            return .sequence(
                .init(
                    sequence.map { item in
                        guard let text = item.string, let split = text.firstIndex(of: "=") else { return hide(item) }
                        _ = hide(Node(String(text[text.index(after: split)...])))
                        return Node("\(text[..<split])=\(Redactor.mark)")
                    }
                )
            )
        default: return hide(node)
        }
    }

    /// The program's name stays.
    private mutating func command(_ node: Node) -> Node {
        guard case .sequence(let sequence) = node else { return hide(node) }
        let rest = sequence.dropFirst().map { hide($0, isSecret: false) }
        return .sequence(.init(sequence.prefix(1) + rest))
    }

    private mutating func hide(_ node: Node, isSecret: Bool = true) -> Node {
        if let text = node.string, text.isEmpty || text == "null" { return node }
        if isSecret, let text = node.scalar?.string { secrets.insert(text) }
        count += 1
        return Node(Redactor.mark)
    }
}
