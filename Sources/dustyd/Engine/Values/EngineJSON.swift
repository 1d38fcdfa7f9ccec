/// What the engine says, with all its fields, for what is handed back to it.
enum EngineJSON: Codable, Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case number(Double)
    case string(String)
    case array([EngineJSON])
    case object([String: EngineJSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? value.decode(Int64.self) {
            self = .int(number)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .string(text)
        } else if let items = try? value.decode([EngineJSON].self) {
            self = .array(items)
        } else {
            self = .object(try value.decode([String: EngineJSON].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let flag): try value.encode(flag)
        case .int(let number): try value.encode(number)
        case .number(let number): try value.encode(number)
        case .string(let text): try value.encode(text)
        case .array(let items): try value.encode(items)
        case .object(let fields): try value.encode(fields)
        }
    }

    /// A field of an object; nil for what has none of that name. Setting nil removes it.
    subscript(key: String) -> EngineJSON? {
        get { if case .object(let fields) = self { fields[key] } else { nil } }
        set {
            guard case .object(var fields) = self else { return }
            fields[key] = newValue
            self = .object(fields)
        }
    }

    /// A text; nil for anything else.
    var text: String? { if case .string(let text) = self { text } else { nil } }
    /// The items of a list; nil for anything else.
    var items: [EngineJSON]? { if case .array(let items) = self { items } else { nil } }
}
