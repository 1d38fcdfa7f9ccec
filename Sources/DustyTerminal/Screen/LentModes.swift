/// What a program elsewhere has switched on in this terminal: it may be left, or be cut off, before it has switched it off.
public struct LentModes: Sendable {
    /// Modes that a program may switch on and that would disturb the shell: keys, the mouse, the screen, reports.
    private static let known: Set<Int> = [
        1, 5, 6, 9, 47, 66, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1016, 1047, 1049, 2004, 2026, 2031,
        2048,
    ]
    /// Modes that are on before any program: the wrapping of lines and the cursor.
    private static let usual: Set<Int> = [7, 25]
    private static let longestSequence = 64

    private enum Place { case text, escape, sequence, string, charset }

    private var place = Place.text
    private var sequence: [UInt8] = []
    private var on: Set<Int> = []
    private var off: Set<Int> = []
    private var isStyled = false
    private var hasKeypad = false
    private var hasRegion = false
    private var hasShape = false
    private var hasCharset = false
    /// How many sets of key codes of its own it has put on top of the terminal's.
    private var keySets = 0
    private var hasKeyCodes = false

    /// Nothing has been printed.
    public init() {}

    /// Takes what the program prints; it may be cut anywhere.
    public mutating func note(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if place == .text {
                guard let start = rest.firstIndex(of: 0x1B) else { return }
                rest = rest[start...]
            }
            note(rest.removeFirst())
        }
    }

    /// What switches off all that is on once these bytes are printed as well.
    public mutating func undoing(after bytes: [UInt8]) -> [UInt8] {
        note(bytes)
        return undoing
    }

    /// What switches it off; empty when nothing is left on.
    public var undoing: [UInt8] {
        var text = ""
        let plain = on.subtracting([47, 1047, 1049]).sorted()
        if !plain.isEmpty { text += "\u{1B}[?\(plain.map(String.init).joined(separator: ";"))l" }
        if keySets > 0 { text += "\u{1B}[<\(keySets)u" }
        if hasKeyCodes { text += "\u{1B}[>4m" }
        if hasCharset { text += "\u{1B}(B\u{0F}" }
        if hasRegion { text += "\u{1B}7\u{1B}[r\u{1B}8" }
        if isStyled { text += "\u{1B}[m" }
        if hasShape { text += "\u{1B}[0 q" }
        if hasKeypad { text += "\u{1B}>" }
        // The other screen is left last: its colours and its region are its own.
        for mode in [1049, 1047, 47] where on.contains(mode) { text += "\u{1B}[?\(mode)l" }
        if !off.isEmpty { text += "\u{1B}[?\(off.sorted().map(String.init).joined(separator: ";"))h" }
        return Array(text.utf8)
    }

    private mutating func note(_ byte: UInt8) {
        switch (place, byte) {
        case (_, 0x1B): place = .escape
        case (.text, _): break
        case (.escape, _): begin(byte)
        case (.charset, _):
            hasCharset = byte == UInt8(ascii: "0")
            place = .text
        case (.string, 0x07): place = .text
        case (.string, _): break
        case (.sequence, 0x40...0x7E):
            place = .text
            end(with: byte)
        case (.sequence, 0x20...0x3F) where sequence.count < Self.longestSequence: sequence.append(byte)
        // No terminal reads it as a sequence.
        case (.sequence, _): place = .text
        }
    }

    private mutating func begin(_ byte: UInt8) {
        place = .text
        switch byte {
        case UInt8(ascii: "["): (place, sequence) = (.sequence, [])
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            place = .string
        case UInt8(ascii: "("): place = .charset
        case UInt8(ascii: "="): hasKeypad = true
        case UInt8(ascii: ">"): hasKeypad = false
        case UInt8(ascii: "c"): self = LentModes()
        default: break
        }
    }

    private mutating func end(with final: UInt8) {
        let text = String(decoding: sequence, as: UTF8.self)
        let numbers = text.split { !("0"..."9").contains($0) }.compactMap { Int($0) }
        switch (text.first, final) {
        case ("?", UInt8(ascii: "h")): for mode in numbers { set(mode, true) }
        case ("?", UInt8(ascii: "l")): for mode in numbers { set(mode, false) }
        case (">", UInt8(ascii: "u")): keySets = min(keySets + 1, 16)
        case ("<", UInt8(ascii: "u")): keySets = max(0, keySets - (numbers.first ?? 1))
        case (">", UInt8(ascii: "m")): hasKeyCodes = numbers.count > 1 && numbers[1] > 0
        case ("!", UInt8(ascii: "p")):
            let screens = on.intersection([47, 1047, 1049])
            self = LentModes()
            on = screens
        case (_, UInt8(ascii: "q")) where text.hasSuffix(" "): hasShape = (numbers.first ?? 0) > 0
        case (nil, UInt8(ascii: "r")): hasRegion = false
        case (_, UInt8(ascii: "r")) where text.first?.isNumber == true: hasRegion = true
        case (nil, UInt8(ascii: "m")): isStyled = false
        case (_, UInt8(ascii: "m")) where text.first?.isNumber == true || text.first == ";":
            // A colour may end in 0, so that only what holds nothing else is taken for the end of all.
            isStyled = !numbers.allSatisfy { $0 == 0 }
        default: break
        }
    }

    private mutating func set(_ mode: Int, _ isOn: Bool) {
        if Self.known.contains(mode) {
            if isOn { on.insert(mode) } else { on.remove(mode) }
        } else if Self.usual.contains(mode) {
            if isOn { off.remove(mode) } else { off.insert(mode) }
        }
    }
}
