/// A piece of text to look for. One without capitals matches whatever the case of ASCII letters.
struct Pattern: Equatable {
    private let bytes: [UInt8]
    private let ignoresCase: Bool

    /// A pattern from what was typed.
    init(_ text: String) {
        bytes = Array(text.utf8)
        ignoresCase = !text.contains { $0.isUppercase }
    }

    /// Whether it occurs; an empty pattern occurs nowhere.
    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { first(in: $0, from: 0) != nil }
    }

    /// Where it occurs, as ranges of UTF-8.
    func ranges(in text: String) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { utf8 in
            var found: [Range<Int>] = []
            var start = 0
            while let place = first(in: utf8, from: start) {
                found.append(place..<(place + bytes.count))
                start = place + bytes.count
            }
            return found
        }
    }

    private func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard let head = bytes.first, text.count >= bytes.count else { return nil }
        var place = start
        while place + bytes.count <= text.count {
            if folded(text[place]) == head, agrees(text, at: place) { return place }
            place += 1
        }
        return nil
    }

    private func agrees(_ text: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        for index in bytes.indices where folded(text[place + index]) != bytes[index] { return false }
        return true
    }

    private func folded(_ byte: UInt8) -> UInt8 {
        ignoresCase && byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte
    }
}
