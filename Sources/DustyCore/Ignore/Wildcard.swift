/// Matches a text with a pattern as git does: `*` and `?` stay within a component of a path, `**` between slashes spans
/// components, and a `[…]` is one of several letters. Patterns and texts are bytes.
struct Wildcard {
    private enum Verdict {
        case match, mismatch
        /// Nothing that the innermost star could match would help.
        case never
        /// Only a `**` further out could still help.
        case notHere
    }

    /// How much work one match may take. The pattern may be untrusted.
    private static let patience = 100_000
    /// How deep stars may nest: each takes a part of the stack.
    private static let depth = 500

    private let pattern: [UInt8]
    private let text: [UInt8]
    private var left = Wildcard.patience
    private var depth = 0

    /// Whether all of a text matches all of a pattern.
    static func matches(_ text: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var wildcard = Wildcard(pattern: Array(pattern), text: Array(text))
        return wildcard.verdict(at: 0, 0) == .match
    }

    /// The same, while there is work left to do; what it takes is spent.
    static func matches(_ text: [UInt8], _ pattern: [UInt8], _ work: inout WorkLimit) -> Bool {
        guard !work.isSpent else { return false }
        var wildcard = Wildcard(pattern: pattern, text: text)
        let isMatch = wildcard.verdict(at: 0, 0) == .match
        work.spend(1 + patience - wildcard.left)
        return isMatch
    }

    private init(pattern: [UInt8], text: [UInt8]) {
        self.pattern = pattern
        self.text = text
    }

    private mutating func verdict(at patternStart: Int, _ textStart: Int) -> Verdict {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.depth else {
            left = 0
            return .never
        }
        var (place, position) = (patternStart, textStart)
        while place < pattern.count {
            left -= 1
            let letter = pattern[place]
            guard left > 0, position < text.count || letter == Self.star else { return .never }
            switch letter {
            case Self.star:
                let star = star(at: place, since: patternStart)
                left -= star.end - place
                if star.isWhole, star.end < pattern.count, pattern[star.end] == Self.slash,
                    verdict(at: star.end + 1, position) == .match
                {
                    return .match
                }
                if star.end < pattern.count, !star.crosses, pattern[star.end] == Self.slash {
                    guard let slash = text[position...].firstIndex(of: Self.slash) else { return .never }
                    (place, position) = (star.end + 1, slash + 1)
                    continue
                }
                return rest(after: star.end, position, crossing: star.crosses)
            case UInt8(ascii: "?"):
                guard text[position] != Self.slash else { return .mismatch }
                place += 1
            case UInt8(ascii: "["):
                guard let set = LetterSet(pattern, at: place + 1) else { return .never }
                guard text[position] != Self.slash, set.has(text[position]) else { return .mismatch }
                place = set.end
            case UInt8(ascii: "\\"):
                guard place + 1 < pattern.count, pattern[place + 1] == text[position] else { return .mismatch }
                place += 2
            default:
                guard letter == text[position] else { return .mismatch }
                place += 1
            }
            position += 1
        }
        return position == text.count ? .match : .mismatch
    }

    /// The stars at a place of the pattern: where they end, whether they may match slashes, and whether they are
    /// between slashes.
    private func star(at place: Int, since start: Int) -> (end: Int, crosses: Bool, isWhole: Bool) {
        var end = place
        while end < pattern.count, pattern[end] == Self.star { end += 1 }
        guard end - place > 1 else { return (end, false, false) }
        let begins = place == start || pattern[place - 1] == Self.slash
        let ends =
            end == pattern.count || pattern[end] == Self.slash
            || pattern[end] == UInt8(ascii: "\\") && end + 1 < pattern.count && pattern[end + 1] == Self.slash
        return (end, begins && ends, begins && ends)
    }

    /// The rest of the pattern, after stars that may match anything.
    private mutating func rest(after end: Int, _ start: Int, crossing: Bool) -> Verdict {
        if end == pattern.count {
            return crossing || !text[start...].contains(Self.slash) ? .match : .notHere
        }
        for position in start..<max(start, text.count) {
            let verdict = verdict(at: end, position)
            if verdict != .mismatch {
                if !crossing || verdict != .notHere { return verdict }
            } else if !crossing, text[position] == Self.slash {
                return .notHere
            }
        }
        return .never
    }

    private static let star = UInt8(ascii: "*")
    private static let slash = UInt8(ascii: "/")
}

/// The letters between brackets.
private struct LetterSet {
    private var ranges: [ClosedRange<UInt8>] = []
    private var classes: [[UInt8]] = []
    private var isNegated = false
    /// Where the pattern goes on.
    private(set) var end: Int

    /// Reads it from after its bracket; nil when it has no end.
    init?(_ pattern: [UInt8], at start: Int) {
        var place = start
        if place < pattern.count, [UInt8(ascii: "!"), UInt8(ascii: "^")].contains(pattern[place]) {
            isNegated = true
            place += 1
        }
        end = place
        var last: UInt8?
        var isFirst = true
        while true {
            guard place < pattern.count else { return nil }
            var letter = pattern[place]
            if letter == UInt8(ascii: "]"), !isFirst { break }
            isFirst = false
            if letter == UInt8(ascii: "-"), let from = last, place + 1 < pattern.count,
                pattern[place + 1] != UInt8(ascii: "]")
            {
                place += 1
                if pattern[place] == UInt8(ascii: "\\") {
                    place += 1
                    guard place < pattern.count else { return nil }
                }
                if from <= pattern[place] { ranges.append(from...pattern[place]) }
                last = nil
            } else if letter == UInt8(ascii: "["), place + 1 < pattern.count, pattern[place + 1] == UInt8(ascii: ":") {
                guard let close = pattern[(place + 2)...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
                if close > place + 2, pattern[close - 1] == UInt8(ascii: ":") {
                    let name = Array(pattern[(place + 2)..<(close - 1)])
                    guard Self.names.contains(name) else { return nil }
                    classes.append(name)
                    place = close
                } else {
                    // No class after all.
                    ranges.append(letter...letter)
                }
                last = nil
            } else {
                if letter == UInt8(ascii: "\\") {
                    place += 1
                    guard place < pattern.count else { return nil }
                    letter = pattern[place]
                }
                ranges.append(letter...letter)
                last = letter
            }
            place += 1
        }
        end = place + 1
    }

    func has(_ letter: UInt8) -> Bool {
        let isIn = ranges.contains { $0.contains(letter) } || classes.contains { Self.has(letter, $0) }
        return isIn != isNegated
    }

    private static let names = Set(
        ["alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit"]
            .map { Array($0.utf8) }
    )

    private static func has(_ letter: UInt8, _ name: [UInt8]) -> Bool {
        let isUpper = (0x41...0x5A).contains(letter)
        let isLower = (0x61...0x7A).contains(letter)
        let isDigit = (0x30...0x39).contains(letter)
        return switch String(decoding: name, as: UTF8.self) {
        case "alnum": isUpper || isLower || isDigit
        case "alpha": isUpper || isLower
        case "blank": letter == 0x20 || letter == 0x09
        case "cntrl": letter < 0x20 || letter == 0x7F
        case "digit": isDigit
        case "graph": (0x21...0x7E).contains(letter)
        case "lower": isLower
        case "print": (0x20...0x7E).contains(letter)
        case "punct": (0x21...0x7E).contains(letter) && !isUpper && !isLower && !isDigit
        case "space": letter == 0x20 || (0x09...0x0D).contains(letter)
        case "upper": isUpper
        default: isDigit || (0x41...0x46).contains(letter) || (0x61...0x66).contains(letter)
        }
    }
}
