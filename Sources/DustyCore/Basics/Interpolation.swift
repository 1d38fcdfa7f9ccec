/// Variables in the texts of Compose files: `$NAME`, `${NAME}`, `${NAME:-default}` and their kin; `$$` is a dollar, and so is one
/// behind which no name begins.
enum Interpolation {
    /// What a text becomes.
    struct Outcome: Equatable {
        /// The text with values in place of variables.
        var text = ""
        /// Variables whose values, or whose want of one, it depends on.
        var used: Set<String> = []
        /// Those that have neither a value nor a default, so many at most; nothing is in their place.
        var unset: Set<String> = []
        /// Those of them that are variables for sure: they are in braces. A password may have a dollar in it, and what is behind it is no name.
        var named: Set<String> = []
        /// Whether more are not set.
        var hasMoreUnset = false
        /// The first one that must have a value and has none, with what the text says of it.
        var missing: Missing?
        /// Whether a `${` begins no variable.
        var isInvalid = false
        /// Whether it became longer than allowed.
        var isTooLong = false
    }

    /// What to say of variables without a value: their names where these surely are names, else that there are some.
    static func unset(_ outcome: Outcome, mayName: Bool) -> [(name: String?, message: String)] {
        let named = mayName ? outcome.named.intersection(outcome.unset).sorted() : []
        var said: [(name: String?, message: String)] = named.map { ($0, "`\($0)`") }
        if outcome.hasMoreUnset {
            said.append((nil, "each of more than \(mostUnset) variables here"))
        } else if outcome.unset.count > named.count {
            said.append((nil, "a variable here"))
        }
        return said
    }

    /// A variable that must have a value.
    struct Missing: Equatable {
        var name: String
        var message: String
    }

    /// What stands behind a variable's name.
    private enum Rule {
        case none
        /// `-`: what takes its place when it is not set.
        case standard(String)
        /// `+`: what takes its place when it is set.
        case alternative(String)
        /// `?`: what to say when it is not set.
        case required(String)
    }

    /// One piece of a text.
    private enum Piece {
        case text(String)
        /// With a colon an empty value is none.
        case variable(name: String, isBraced: Bool, hasColon: Bool, Rule)
        case invalid(String)
    }

    /// How many defaults may be within each other. Files may be hostile.
    private static let depthLimit = 32
    /// How many variables without a value are told apart.
    static let mostUnset = 20

    /// The text with values in place of variables; at most `limit` bytes of it.
    static func outcome(of text: String, limit: Int = .max, _ value: (String) -> String?) -> Outcome {
        var outcome = Outcome()
        replace(text, depthLimit, limit, &outcome, value)
        return outcome
    }

    /// The text as it is when no variable is set.
    static func withoutVariables(_ text: String) -> String { outcome(of: text) { _ in nil }.text }

    /// Names of variables in a text, in defaults too; with `named` those in braces only, and none in what stands for a secret.
    static func references(in text: String, named: Bool = false) -> Set<String> {
        var names: Set<String> = []
        var texts = [text]
        for _ in 0..<depthLimit where !texts.isEmpty {
            var inner: [String] = []
            for case .variable(let name, let isBraced, _, let rule) in texts.flatMap(pieces) where isBraced || !named {
                names.insert(name)
                guard !named || !SecretName.isOne(name) else { continue }
                switch rule {
                case .none: break
                case .standard(let text), .alternative(let text), .required(let text): inner.append(text)
                }
            }
            texts = inner
        }
        return names
    }

    private static func replace(
        _ text: String,
        _ depth: Int,
        _ limit: Int,
        _ outcome: inout Outcome,
        isNamed: Bool = true,
        _ value: (String) -> String?
    ) {
        func add(_ text: String) {
            outcome.isTooLong = outcome.isTooLong || outcome.text.utf8.count + text.utf8.count > limit
            if !outcome.isTooLong { outcome.text += text }
        }
        guard depth > 0 else {
            outcome.isInvalid = true
            return add(text)
        }
        for piece in pieces(of: text) {
            switch piece {
            case .text(let text): add(text)
            case .invalid(let text):
                outcome.isInvalid = true
                add(text)
            case .variable(let name, let isBraced, let hasColon, let rule):
                outcome.used.insert(name)
                let found = value(name)
                let isSet = hasColon ? found?.isEmpty == false : found != nil
                switch (rule, isSet) {
                case (.none, false): outcome.note(unset: name, isNamed: isNamed && isBraced)
                case (.none, true), (.standard, true), (.required, true): add(found ?? "")
                case (.standard(let text), false), (.alternative(let text), true):
                    let isNamed = isNamed && !SecretName.isOne(name)
                    replace(text, depth - 1, limit, &outcome, isNamed: isNamed, value)
                case (.alternative, false): break
                case (.required(let message), false):
                    outcome.missing = outcome.missing ?? Missing(name: name, message: message)
                }
            }
        }
    }

    // By bytes: a mark that combines with a sign is no part of it here.

    private static func pieces(of text: String) -> [Piece] {
        var rest = Array(text.utf8)[...]
        var pieces: [Piece] = []
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            pieces.append(.text(String(decoding: rest[..<dollar], as: UTF8.self)))
            rest = rest[(dollar + 1)...]
            switch rest.first {
            case UInt8(ascii: "$"):
                pieces.append(.text("$"))
                rest = rest.dropFirst()
            case UInt8(ascii: "{"):
                guard let (piece, length) = braced(rest.dropFirst()) else {
                    return pieces + [.invalid("$" + String(decoding: rest, as: UTF8.self))]
                }
                pieces.append(piece)
                rest = rest.dropFirst(length + 1)
            default:
                let name = word(at: rest)
                rest = rest.dropFirst(name.utf8.count)
                pieces.append(
                    name.isEmpty ? .text("$") : .variable(name: name, isBraced: false, hasColon: false, .none)
                )
            }
        }
        return pieces + [.text(String(decoding: rest, as: UTF8.self))]
    }

    /// What is behind an opened brace, and how long it is with the one that closes it; nil for what is no variable.
    private static func braced(_ bytes: ArraySlice<UInt8>) -> (Piece, length: Int)? {
        let name = word(at: bytes)
        guard !name.isEmpty else { return nil }
        var rest = bytes.dropFirst(name.utf8.count)
        if rest.first == UInt8(ascii: "}") {
            return (.variable(name: name, isBraced: true, hasColon: false, .none), name.utf8.count + 1)
        }
        let hasColon = rest.first == UInt8(ascii: ":")
        if hasColon { rest = rest.dropFirst() }
        guard let sign = rest.first, let end = closing(rest.dropFirst()) else { return nil }
        let text = String(decoding: rest[..<end].dropFirst(), as: UTF8.self)
        let rule: Rule
        switch sign {
        case UInt8(ascii: "-"): rule = .standard(text)
        case UInt8(ascii: "+"): rule = .alternative(text)
        case UInt8(ascii: "?"): rule = .required(text)
        default: return nil
        }
        return (.variable(name: name, isBraced: true, hasColon: hasColon, rule), end - bytes.startIndex + 1)
    }

    /// The brace that closes an opened one: behind as many as were opened, or else the last.
    private static func closing(_ bytes: ArraySlice<UInt8>) -> Int? {
        var depth = 1
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "{") { depth += 1 }
            if bytes[index] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return index }
        }
        return bytes.lastIndex(of: UInt8(ascii: "}"))
    }

    /// The name of a variable that begins there; empty where none does.
    private static func word(at bytes: ArraySlice<UInt8>) -> String {
        guard let first = bytes.first, isName(first), !(0x30...0x39).contains(first) else { return "" }
        return String(decoding: bytes.prefix(while: isName), as: UTF8.self)
    }

    private static func isName(_ byte: UInt8) -> Bool { byte.isASCIILetterOrDigit || byte == UInt8(ascii: "_") }
}

extension Interpolation.Outcome {
    fileprivate mutating func note(unset name: String, isNamed: Bool) {
        guard unset.contains(name) || unset.count < Interpolation.mostUnset else {
            hasMoreUnset = true
            return
        }
        unset.insert(name)
        if isNamed { named.insert(name) }
    }
}
