import Yams

/// Reads the one YAML document of a spec file, or of another file that users write.
public enum SpecDocument {
    /// More nodes than any spec has; anchors that refer to each other can make a small file grow without bound.
    private static let nodeLimit = 50_000
    private static let depthLimit = 64

    /// The tree of a file. Throws the problem that prevents reading; for a file with secrets the problem names places
    /// and keys and quotes nothing else.
    public static func read(
        _ text: String,
        file: String,
        holdsSecrets: Bool = false
    ) throws(SpecProblem) -> SpecNode {
        let text = text.withoutByteOrderMark
        guard text.utf8.count <= SpecSources.sizeLimit else {
            throw SpecProblem(
                file: file,
                line: 1,
                column: 1,
                key: "",
                message: "the file is larger than 1 MiB",
                hint: "split it; a spec describes one thing"
            )
        }
        guard !AnchorBomb.isPossible(in: text) else {
            throw SpecProblem(
                file: file,
                line: 1,
                column: 1,
                key: "",
                message: "a document with many aliases must have plain text as keys",
                hint: "write it without anchors"
            )
        }
        var conversion = Conversion(file: file, holdsSecrets: holdsSecrets, left: nodeLimit)
        guard let node = try compose(text, file: file) else {
            return SpecNode(content: .scalar(.null), place: .start)
        }
        return try conversion.convert(node, depth: 0)
    }

    private static func compose(_ text: String, file: String) throws(SpecProblem) -> Node? {
        do {
            return try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch {
            throw YAMLFault.problem(error, text: text, file: file)
        }
    }

    private struct Conversion {
        var file: String
        var holdsSecrets: Bool
        var left: Int

        mutating func convert(_ node: Node, depth: Int) throws(SpecProblem) -> SpecNode {
            let place = node.mark.map { SpecPlace($0) } ?? .start
            left -= 1
            guard left > 0, depth <= SpecDocument.depthLimit else {
                throw problem(
                    place,
                    "anchors or nesting make this document too large",
                    hint: "write it without anchors"
                )
            }
            switch node {
            case .scalar(let scalar):
                let isBare = scalar.style == .plain && ["", "!"].contains(scalar.tag.rawValue)
                return SpecNode(
                    content: .scalar(try value(of: scalar, place)),
                    place: place,
                    written: isBare ? scalar.string : nil
                )
            case .sequence(let sequence):
                try check(sequence.tag, is: "seq", place)
                var items: [SpecNode] = []
                for item in sequence { items.append(try convert(item, depth: depth + 1)) }
                return SpecNode(content: .list(items), place: place)
            case .mapping(let mapping):
                try check(mapping.tag, is: "map", place)
                return SpecNode(content: .map(try entries(of: mapping, depth: depth)), place: place)
            case .alias:
                throw problem(place, "this alias refers to nothing")
            }
        }

        /// The entries of a mapping, keys merged by `<<` last: a key in the mapping itself takes precedence.
        private mutating func entries(of mapping: Node.Mapping, depth: Int) throws(SpecProblem) -> [SpecNode.Entry] {
            var entries: [SpecNode.Entry] = []
            var merged: [SpecNode.Entry] = []
            for (keyNode, valueNode) in mapping {
                let key = try convert(keyNode, depth: depth + 1)
                let value = try convert(valueNode, depth: depth + 1)
                guard case .scalar(let scalar) = key.content else {
                    throw problem(key.place, "a key must be a text", hint: "write a plain word before the colon")
                }
                let name = keyNode.scalar?.string ?? scalar.text ?? ""
                if name == "<<", keyNode.scalar?.style == .plain {
                    merged += try mergeSources(value).flatMap { $0 }
                } else {
                    entries.append(SpecNode.Entry(key: name, place: key.place, value: value))
                }
            }
            guard !merged.isEmpty else { return entries }
            var own = Set(entries.map(\.key))
            return entries + merged.filter { own.insert($0.key).inserted }
        }

        private func mergeSources(_ node: SpecNode) throws(SpecProblem) -> [[SpecNode.Entry]] {
            switch node.content {
            case .map(let entries): return [entries]
            case .list(let items):
                var sources: [[SpecNode.Entry]] = []
                for item in items { sources += try mergeSources(item) }
                return sources
            case .scalar:
                throw problem(
                    node.place,
                    "`<<` needs a mapping, not \(node.description)",
                    hint: "give it the alias of a mapping, such as `<<: *common`"
                )
            }
        }

        /// The written tag decides. `Node.tag` would have the parser match every text with regular expressions; its
        /// result for keys does not matter, they are texts.
        private func value(of scalar: Node.Scalar, _ place: SpecPlace) throws(SpecProblem) -> YAMLValue {
            let resolved = YAMLScalar.resolve(scalar.string)
            switch (scalar.tag.rawValue, resolved) {
            case ("", _), ("!", _):
                return scalar.style == .plain ? resolved : .string(scalar.string)
            case ("tag:yaml.org,2002:str", _): return .string(scalar.string)
            case ("tag:yaml.org,2002:int", .int), ("tag:yaml.org,2002:bool", .bool), ("tag:yaml.org,2002:null", .null),
                ("tag:yaml.org,2002:float", .float):
                return resolved
            case ("tag:yaml.org,2002:float", .int): return .float(scalar.string)
            default: throw refused(scalar.tag, place)
            }
        }

        private func check(_ tag: Tag, is kind: String, _ place: SpecPlace) throws(SpecProblem) {
            let name = tag.rawValue
            guard name.isEmpty || name == "!" || name == "tag:yaml.org,2002:\(kind)" else { throw refused(tag, place) }
        }

        private func refused(_ tag: Tag, _ place: SpecPlace) -> SpecProblem {
            let name = tag.rawValue
            let core = "tag:yaml.org,2002:"
            let shown = name.hasPrefix(core) ? "!!" + name.dropFirst(core.count) : name
            // What begins with `!` may be a password without quotes.
            let named = holdsSecrets ? "a YAML tag" : "the YAML tag `\(shown)`"
            let hint = holdsSecrets ? "put the value in quotes" : "remove it"
            return problem(place, "\(named) is not allowed here", hint: hint)
        }

        private func problem(_ place: SpecPlace, _ message: String, hint: String? = nil) -> SpecProblem {
            SpecProblem(file: file, line: place.line, column: place.column, key: "", message: message, hint: hint)
        }
    }
}
