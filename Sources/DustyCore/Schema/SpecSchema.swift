/// JSON Schemas of the specs, for editors: draft 2020-12, one a kind.
public enum SpecSchema {
    /// The schema of a kind as JSON text; nil when there is no such kind.
    public static func text(of kind: String) -> String? {
        SpecGuide.kinds.first { $0.name == kind }.map { JSONText.text(of: document($0.table)) }
    }

    private static func document(_ table: SpecTable) -> YAMLValue {
        var definitions: [String: YAMLValue] = [:]
        let body = object(table, &definitions)
        var document: YAMLValue = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": .string("Dusty: \(table.title)"),
        ]
        for entry in body.entries { document[entry.key] = entry.value }
        if !definitions.isEmpty {
            document["$defs"] = .map(definitions.sorted { $0.key < $1.key }.map { YAMLEntry($0.key, $0.value) })
        }
        return document
    }

    private static func object(_ table: SpecTable, _ definitions: inout [String: YAMLValue]) -> YAMLValue {
        var object: YAMLValue = ["type": "object", "additionalProperties": false]
        object["properties"] = .map(table.keys.map { YAMLEntry($0.name, property($0, &definitions)) })
        if table.allowsExtensions { object["patternProperties"] = ["^x-": [:]] }
        let required = table.keys.filter(\.isRequired).map(\.name)
        if !required.isEmpty { object["required"] = .strings(required) }
        let rules = table.rules.map(schema)
        if !rules.isEmpty { object["allOf"] = .list(rules) }
        return object
    }

    private static func property(_ key: SpecKey, _ definitions: inout [String: YAMLValue]) -> YAMLValue {
        var property = schema(key.shape, &definitions)
        property["description"] = .string(key.meaning)
        property["default"] = key.standard
        return property
    }

    private static func schema(_ shape: SpecShape, _ definitions: inout [String: YAMLValue]) -> YAMLValue {
        switch shape {
        case .text(let text): return schema(text)
        case .integer(let bounds):
            return ["type": "integer", "minimum": .int(bounds.lowerBound), "maximum": .int(bounds.upperBound)]
        case .number: return ["type": "number"]
        case .flag(isLenient: false): return ["type": "boolean"]
        case .flag(isLenient: true):
            // A text may also have a variable in it.
            let texts = "^([Tt]rue|[Ff]alse|TRUE|FALSE)$|\\$"
            return ["anyOf": [["type": "boolean"], ["type": "string", "pattern": .string(texts)]]]
        case .null: return ["type": "null"]
        case .list(let item, let least):
            var list: YAMLValue = ["type": "array", "items": schema(item, &definitions)]
            if least > 0 { list["minItems"] = .int(least) }
            return list
        case .map(let value): return ["type": "object", "additionalProperties": schema(value, &definitions)]
        case .mapping(let table):
            let name = table.title.split(separator: " ").joined(separator: "-")
            if definitions[name] == nil {
                definitions[name] = [:]
                definitions[name] = object(table, &definitions)
            }
            return ["$ref": .string("#/$defs/\(name)")]
        case .either(let shapes): return ["anyOf": .list(shapes.map { schema($0, &definitions) })]
        case .any: return [:]
        }
    }

    private static func schema(_ text: TextShape) -> YAMLValue {
        var schema: YAMLValue = ["type": "string"]
        if !text.choices.isEmpty { schema["enum"] = .strings(text.choices) }
        if let pattern = text.pattern { schema["pattern"] = .string(pattern) }
        if !text.mayBeEmpty, text.choices.isEmpty { schema["minLength"] = 1 }
        return schema
    }

    private static func schema(_ rule: SpecTable.Rule) -> YAMLValue {
        switch rule {
        case .together(let left, let right):
            ["dependentRequired": .map([YAMLEntry(left, .strings([right])), YAMLEntry(right, .strings([left]))])]
        case .needs(let left, let right): ["dependentRequired": .map([YAMLEntry(left, .strings([right]))])]
        case .exactlyOne(let names): ["oneOf": .list(names.map { ["required": .strings([$0])] })]
        case .atMostOne(let names): ["not": ["required": .strings(names)]]
        case .atLeastOne(let names): ["anyOf": .list(names.map { ["required": .strings([$0])] })]
        }
    }
}
