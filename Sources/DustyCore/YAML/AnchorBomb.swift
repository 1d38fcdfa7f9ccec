/// Detects YAML whose anchors make the parser run exponentially long. It compares the keys of every mapping; a key that is a collection of aliases to
/// collections of aliases, and so on, stands for exponentially many nodes. What anchors make of values is counted later.
enum AnchorBomb {
    private static let limit = 4_000_000

    /// Whether a document has many aliases and keys that are not plain texts. It reads bytes, not tokens, so it may err
    /// on the side of caution.
    static func isPossible(in text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var anchors = 0
            // No document may have more nodes than this.
            var nodes = bytes.count / 2 + 1
            var aliases = 0
            var hasOddKey = false
            for index in bytes.indices {
                switch bytes[index] {
                case UInt8(ascii: "&") where isWord(bytes, index + 1): anchors += 1
                case UInt8(ascii: "*") where isWord(bytes, index + 1):
                    aliases += 1
                    if aliases.isMultiple(of: 3), nodes < limit { nodes *= 3 }
                    hasOddKey = hasOddKey || isKey(bytes, afterWordAt: index + 1)
                case UInt8(ascii: "]"), UInt8(ascii: "}"): hasOddKey = hasOddKey || isColon(bytes, index + 1)
                case UInt8(ascii: "?"): hasOddKey = hasOddKey || index == 0 || !isWord(bytes, index - 1)
                default: break
                }
            }
            return anchors > 0 && nodes >= limit && hasOddKey && aliases > 0
        }
    }

    private static func isWord(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        index < bytes.count && (bytes[index].isASCIILetterOrDigit || bytes[index] == 0x5F || bytes[index] == 0x2D)
    }

    private static func isKey(_ bytes: UnsafeBufferPointer<UInt8>, afterWordAt start: Int) -> Bool {
        var index = start
        while isWord(bytes, index) { index += 1 }
        return isColon(bytes, index)
    }

    private static func isColon(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        var index = start
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
        return index < bytes.count && bytes[index] == UInt8(ascii: ":")
    }
}
