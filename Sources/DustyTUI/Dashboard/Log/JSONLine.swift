/// A log line that is one JSON object, in readable form: level, message, then the other fields in their order.
enum JSONLine {
    private static let times: Set<String> = ["time", "timestamp", "ts", "@timestamp", "t", "date", "datetime"]
    private static let levels: Set<String> = ["level", "severity", "lvl", "levelname", "log.level"]
    private static let messages: Set<String> = ["message", "msg", "event"]
    /// Longer lines are shown as they are.
    private static let limit = 64 << 10

    /// Which fields are shown: those that are named, or with `!` before the first the others.
    struct Fields: Equatable {
        static let all = Fields("")

        /// As they were typed.
        let text: String
        private let names: Set<String>
        private let isInverse: Bool

        /// Fields from names with commas or blanks between them; none means all.
        init(_ text: String) {
            self.text = text
            isInverse = text.hasPrefix("!")
            let words = (isInverse ? text.dropFirst() : text[...]).split { $0 == "," || $0 == " " }
            names = Set(words.map(String.init))
        }

        /// Whether a field is shown, by its key or by what it is; `usually` says whether it is without a choice.
        func shows(_ key: String, as kind: String? = nil, usually: Bool = true) -> Bool {
            if names.isEmpty { return usually }
            let isNamed = names.contains(key) || kind.map(names.contains) == true
            return isInverse ? usually && !isNamed : isNamed
        }
    }

    /// The line in words; nil when it is no object, or has none of the fields.
    static func readable(_ text: String, fields chosen: Fields = .all) -> String? {
        guard text.utf8.count <= limit, text.utf8.first == UInt8(ascii: "{") else { return nil }
        var reader = Reader(bytes: Array(text.utf8))
        guard let fields = reader.object(), !fields.isEmpty else { return nil }
        var level: String?
        var message: String?
        var rest: [String] = []
        for (key, value) in fields {
            if level == nil, levels.contains(key) {
                level = chosen.shows(key, as: "level") ? value.uppercased() : ""
            } else if message == nil, messages.contains(key) {
                message = chosen.shows(key, as: "message") ? value : ""
            } else if chosen.shows(key, usually: !times.contains(key)) {
                rest.append("\(key)=\(value.contains(" ") ? "\"\(value)\"" : value)")
            }
        }
        let words = ([level, message].compactMap { $0 } + rest).filter { !$0.isEmpty }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// Reads the fields of an object. Nested values stay as written.
    private struct Reader {
        let bytes: [UInt8]
        private var index = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func object() -> [(key: String, value: String)]? {
            var fields: [(key: String, value: String)] = []
            guard take("{") else { return nil }
            while !take("}") {
                if !fields.isEmpty { guard take(",") else { return nil } }
                guard let key = string(), take(":"), let value = value() else { return nil }
                fields.append((key, value))
            }
            skipBlanks()
            return index == bytes.count ? fields : nil
        }

        private mutating func skipBlanks() {
            while index < bytes.count, [0x20, 0x09, 0x0D].contains(bytes[index]) { index += 1 }
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipBlanks()
            guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        private mutating func value() -> String? {
            skipBlanks()
            guard index < bytes.count else { return nil }
            if bytes[index] == UInt8(ascii: "\"") { return string() }
            let start = index
            var depth = 0
            while index < bytes.count {
                switch bytes[index] {
                case UInt8(ascii: "\""):
                    guard string() == nil else { continue }
                    return nil
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","):
                    if depth == 0 { return written(from: start) }
                    if bytes[index] != UInt8(ascii: ",") { depth -= 1 }
                default: break
                }
                index += 1
            }
            return nil
        }

        private func written(from start: Int) -> String? {
            let text = String(decoding: bytes[start..<index], as: UTF8.self)
            return start == index ? nil : text
        }

        private mutating func string() -> String? {
            guard take("\"") else { return nil }
            var text: [UInt8] = []
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
                guard byte == UInt8(ascii: "\\") else {
                    text.append(byte)
                    continue
                }
                guard let escaped = escape() else { return nil }
                text += escaped
            }
            return nil
        }

        /// The character after a backslash. Non-text becomes a blank: the line is shown as one.
        private mutating func escape() -> [UInt8]? {
            guard index < bytes.count else { return nil }
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "f"):
                return [0x20]
            case UInt8(ascii: "u"):
                let digits = bytes[index...].prefix(4)
                guard digits.count == 4, let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else {
                    return nil
                }
                index += 4
                guard code >= 0x20, let scalar = Unicode.Scalar(code) else { return [0x20] }
                return Array(String(Character(scalar)).utf8)
            default: return [byte]
            }
        }
    }
}
