/// The records by which a tar archive describes its next member beyond what a header block can hold: lines of `length key=value`.
struct PaxRecords: Sendable, Equatable {
    private var entries: [(key: String, value: [UInt8])] = []

    /// No records.
    init() {}

    /// Reads records. Throws `.failed` when they are damaged, or ambiguous to different readers.
    init(_ payload: [UInt8]) throws(DustyError) {
        var rest = payload[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0 != UInt8(ascii: " ") }
            guard digits.count < 10, let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 2, length <= rest.count
            else { throw Self.damaged }
            let record = rest.prefix(length).dropFirst(digits.count + 1)
            rest = rest.dropFirst(length)
            guard record.last == 0x0A, let split = record.firstIndex(of: UInt8(ascii: "=")) else { throw Self.damaged }
            let key = String(decoding: record[..<split], as: UTF8.self)
            let value = record[(split + 1)...].dropLast()
            // A name that ends early for one reader hides something from another.
            guard !value.contains(0) || key.hasPrefix("SCHILY.xattr.") else { throw Self.damaged }
            entries.append((key, Array(value)))
        }
    }

    static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

    /// Whether there are none.
    var isEmpty: Bool { entries.isEmpty }

    /// Their keys.
    var keys: [String] { entries.map(\.key) }

    /// The last value of a key as text.
    func text(_ key: String) -> String? {
        entries.last { $0.key == key }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// The last value of a key as the name of a file.
    func name(_ key: String) -> String? {
        entries.last { $0.key == key }.map { RawName.text($0.value) }
    }

    /// Sets a key to the name of a file, or removes it.
    mutating func set(_ key: String, name: String?) {
        entries.removeAll { $0.key == key }
        if let name { entries.append((key, RawName.bytes(name))) }
    }

    /// Sets a key, or removes it.
    mutating func set(_ key: String, _ text: String?) {
        entries.removeAll { $0.key == key }
        if let text { entries.append((key, Array(text.utf8))) }
    }

    /// Removes every key that passes a test.
    mutating func removeAll(where isUnwanted: (String) -> Bool) {
        entries.removeAll { isUnwanted($0.key) }
    }

    /// The records as a payload.
    var bytes: [UInt8] {
        entries.flatMap { key, value in
            let body = [UInt8(ascii: " ")] + Array(key.utf8) + [UInt8(ascii: "=")] + value + [0x0A]
            // The length counts its own digits.
            var length = body.count + 1
            while String(length).utf8.count + body.count != length { length = String(length).utf8.count + body.count }
            return Array(String(length).utf8) + body
        }
    }

    private static var damaged: DustyError { DustyError(.failed, "the archive is damaged: a bad record") }
}
