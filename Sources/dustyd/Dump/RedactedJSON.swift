import DustyCore
import FoundationEssentials

/// A JSON document of which every text went through a redactor as it is, not as it is written with escapes.
struct RedactedJSON {
    /// Shorter literals hold no secret that is looked for.
    private static let shortest = 6

    /// The document that is left.
    let text: String
    /// How many secrets were taken out.
    let count: Int

    /// Takes secrets out of a document; what is no JSON is left to those who look at it as text.
    init(_ document: String, _ redactor: Redactor) {
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
            let (safe, found) = literal.count < Self.shortest ? (nil, 0) : Self.redacted(literal, redactor)
            shown += safe ?? Array(literal)
            count += found
            place = end
        }
        text = String(decoding: shown, as: UTF8.self)
        self.count = count
    }

    /// Both.
    var parts: (String, Int) { (text, count) }

    /// A literal without secrets; nil when it has none.
    private static func redacted(_ literal: ArraySlice<UInt8>, _ redactor: Redactor) -> ([UInt8]?, Int) {
        guard let value = try? Wire.decode(String.self, from: Data(literal)) else { return (nil, 0) }
        let (safe, count) = redactor.redact(value)
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
