/// The extended attributes that come before a member of a POSIX tar archive: lines of `length key=value`.
struct PaxRecords: Sendable, Equatable {
    private(set) var values: [String: String] = [:]

    /// No attributes.
    init() {}

    /// Reads the records; nil when they are damaged.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0 != 0x20 }
            guard digits.count < 10, let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 2, length <= rest.count
            else { return nil }
            let record = rest.prefix(length).dropFirst(digits.count + 1)
            rest = rest.dropFirst(length)
            guard record.last == 0x0A, let split = record.firstIndex(of: 0x3D) else { return nil }
            let value = record[(split + 1)...].dropLast()
            // A name that ends early for one reader and not for another hides from one of them.
            guard !value.contains(0) || record[..<split].starts(with: "SCHILY.xattr.".utf8) else { return nil }
            values[String(decoding: record[..<split], as: UTF8.self)] = String(decoding: value, as: UTF8.self)
        }
    }
}
