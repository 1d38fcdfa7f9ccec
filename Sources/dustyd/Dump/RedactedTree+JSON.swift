import DustyCore
import Yams

extension RedactedTree {
    /// The document that is left as JSON of many lines, without what a redactor takes out of its texts; nil when it could not be read.
    func json(_ redactor: Redactor) -> String? {
        document.map { Self.json($0, indent: "", redactor) }
    }

    private static func json(_ node: Node, indent: String, _ redactor: Redactor) -> String {
        let deeper = indent + "  "
        switch node {
        case .mapping(let mapping):
            let lines = mapping.map { key, value in
                "\(deeper)\(quoted(key.string ?? "", redactor)): \(json(value, indent: deeper, redactor))"
            }
            return lines.isEmpty ? "{}" : "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
        case .sequence(let sequence):
            let lines = sequence.map { deeper + json($0, indent: deeper, redactor) }
            return lines.isEmpty ? "[]" : "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
        default:
            guard let scalar = node.scalar else { return "null" }
            let isBare = scalar.style == .plain || scalar.style == .any
            return isBare && isLiteral(scalar.string) ? scalar.string : quoted(scalar.string, redactor)
        }
    }

    private static func isLiteral(_ text: String) -> Bool {
        ["true", "false", "null"].contains(text) || text.wholeMatch(of: /-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
    }

    private static func quoted(_ text: String, _ redactor: Redactor) -> String {
        (try? Wire.encode(redactor.redact(text).text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
