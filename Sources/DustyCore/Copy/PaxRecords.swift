/// The records by which a tar archive describes its next entry beyond what a header block can hold.
struct PaxRecords: Sendable, Equatable {
    private(set) var entries: [(key: String, value: [UInt8])] = []

    static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

    /// No records.
    init() {}

    /// Records from a payload: each is `length key=value` and a line ending, the length counting all of it.
    init(_ payload: [UInt8]) throws(DustyError) {
        var rest = payload[...]
        while let space = rest.firstIndex(of: UInt8(ascii: " ")) {
            guard let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
                length > space - rest.startIndex + 1,
                length <= rest.count
            else { throw Self.damaged }
            let record = rest[(space + 1)..<(rest.startIndex + length)].dropLast()
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { throw Self.damaged }
            let key = String(decoding: record[..<equals], as: UTF8.self)
            entries.append((key, Array(record[(equals + 1)...])))
            rest = rest.dropFirst(length)
        }
    }

    private static var damaged: DustyError { DustyError(.failed, "the archive is damaged: a bad record") }

    /// The last value of a key as text.
    func text(_ key: String) -> String? {
        entries.last { $0.key == key }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// Sets a key, or takes it out.
    mutating func set(_ key: String, _ text: String?) {
        entries.removeAll { $0.key == key }
        if let text { entries.append((key, Array(text.utf8))) }
    }

    var isEmpty: Bool { entries.isEmpty }

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
}
