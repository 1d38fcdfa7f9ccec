import Foundation

/// The string literals of a Swift file, each with what stands before it.
struct SourceLiterals {
    struct Literal {
        var text: String
        /// The end of the code before it, without blanks.
        var before: String
        var line: Int
    }

    private(set) var all: [Literal] = []
    private let bytes: [UInt8]
    private var index = 0

    init(_ source: String) {
        bytes = Array(source.utf8)
        while index < bytes.count {
            if starts("//") {
                while index < bytes.count, bytes[index] != 0x0A { index += 1 }
            } else if starts("\"") || starts("#\"") || starts("##\"") {
                read()
            } else {
                index += 1
            }
        }
    }

    private func starts(_ text: String, at place: Int? = nil) -> Bool {
        bytes[(place ?? index)...].starts(with: text.utf8)
    }

    private mutating func read() {
        let start = index
        let hashes = String(repeating: "#", count: bytes[index...].prefix { $0 == 0x23 }.count)
        index += hashes.count
        let quote = starts("\"\"\"") ? "\"\"\"" : "\""
        index += quote.count
        let first = index
        while index < bytes.count, !starts(quote + hashes) {
            if starts("\\" + hashes + "(") {
                skipInterpolation(from: index + hashes.count + 2)
            } else {
                index += hashes.isEmpty && starts("\\") ? 2 : 1
            }
        }
        let before = String(decoding: bytes[max(0, start - 80)..<start], as: UTF8.self)
        all.append(
            Literal(
                text: String(decoding: bytes[first..<min(index, bytes.count)], as: UTF8.self),
                before: before.trimmingCharacters(in: .whitespacesAndNewlines),
                line: bytes[..<start].count { $0 == 0x0A } + 1
            )
        )
        index += quote.count + hashes.count
    }

    private mutating func skipInterpolation(from place: Int) {
        index = place
        var depth = 1
        while index < bytes.count, depth > 0 {
            if bytes[index] == 0x28 { depth += 1 }
            if bytes[index] == 0x29 { depth -= 1 }
            index += 1
        }
    }
}
