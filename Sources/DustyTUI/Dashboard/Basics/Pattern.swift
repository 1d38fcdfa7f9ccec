/// A text to find. One without capitals ignores the case of ASCII letters; after `~` it is an extended regular
/// expression.
struct Pattern: Equatable {
    private let bytes: [UInt8]
    private let ignoresCase: Bool
    private let expression: RegularExpression?
    private let isExpression: Bool
    /// Why it matches nothing, with the place: it is not a valid regular expression, or not yet. Nil when it is valid.
    let complaint: String?

    /// A pattern from what was typed.
    init(_ text: String) {
        isExpression = text.hasPrefix("~")
        let body = isExpression ? String(text.dropFirst()) : text
        ignoresCase = !text.contains { $0.isUppercase }
        bytes = Array(body.utf8)
        guard isExpression, !body.isEmpty else {
            (expression, complaint) = (nil, nil)
            return
        }
        do throws(RegularExpression.Flaw) {
            expression = try RegularExpression(body, ignoresCase: ignoresCase)
            complaint = nil
        } catch {
            expression = nil
            complaint = Self.complaint(of: body, error.words)
        }
    }

    /// Whether there is nothing to look for.
    var isEmpty: Bool { bytes.isEmpty }

    /// Whether it occurs; an empty pattern, and an invalid regular expression, occur nowhere.
    func matches(_ text: String) -> Bool {
        if isExpression { return expression?.firstRange(in: text, from: 0) != nil }
        var text = text
        return text.withUTF8 { first(in: $0, from: 0) != nil }
    }

    /// Where it occurs, as ranges of UTF-8.
    func ranges(in text: String) -> [Range<Int>] {
        if isExpression { return expression?.ranges(in: text) ?? [] }
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

    static func == (left: Self, right: Self) -> Bool {
        left.bytes == right.bytes && left.isExpression == right.isExpression && left.ignoresCase == right.ignoresCase
    }

    /// The C library says what is wrong and not where: the place is after the longest valid prefix.
    private static func complaint(of body: String, _ words: String) -> String {
        let good = body.indices.last { index in
            (try? RegularExpression(String(body[..<index]), ignoresCase: false)) != nil && index > body.startIndex
        }
        let place = good.map { body.distance(from: body.startIndex, to: $0) } ?? 0
        let rest = good.map { body[$0...] } ?? body[...]
        return "`~\(body)` is no regular expression: \(words), at character \(place + 1), `\(rest)`"
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
