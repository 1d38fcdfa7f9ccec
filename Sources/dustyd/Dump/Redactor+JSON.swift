import DustyCore
import Essentials

extension Redactor {
    /// Shorter literals contain no secret that is searched for.
    private static let shortestLiteral = 6

    /// A JSON document with secrets removed from every string, compared without escapes, and their number. What is not
    /// JSON is left to `redact`.
    func redact(json document: String) -> (text: String, count: Int) {
        let bytes = Array(document.utf8)
        var shown: [UInt8] = []
        shown.reserveCapacity(bytes.count)
        var count = 0
        var place = 0
        while place < bytes.count {
            guard bytes[place] == UInt8(ascii: "\""), let end = Self.end(ofLiteralAt: place, in: bytes) else {
                shown.append(bytes[place])
                place += 1
                continue
            }
            let literal = bytes[place..<end]
            let (safe, found) = literal.count < Self.shortestLiteral ? (nil, 0) : redact(literal: literal)
            shown += safe ?? Array(literal)
            count += found
            place = end
        }
        return (String(decoding: shown, as: UTF8.self), count)
    }

    /// A literal without secrets; nil when it has none.
    private func redact(literal: ArraySlice<UInt8>) -> ([UInt8]?, Int) {
        guard let value = try? Wire.decode(String.self, from: Data(literal)) else { return (nil, 0) }
        let (safe, count) = redact(value)
        guard safe != value, let written = try? Wire.encode(safe) else { return (nil, 0) }
        return (Array(written), count)
    }

    /// Behind the closing quote of a literal; nil when there is none.
    private static func end(ofLiteralAt start: Int, in bytes: [UInt8]) -> Int? {
        var place = start + 1
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return place < bytes.count ? place + 1 : nil
    }
}
