/// Lines written to attack the terminal of their reader; the same in every run.
public struct HostileText {
    private var random: SeededGenerator

    /// Text that the same seed makes again.
    public init(seed: UInt64) {
        random = SeededGenerator(state: seed)
    }

    /// Any bytes.
    public mutating func noise(upTo limit: Int) -> [UInt8] {
        (0..<Int.random(in: 0...limit, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// Pieces of control sequences, whole and broken, between text of all kinds.
    public mutating func line(pieces limit: Int) -> [UInt8] {
        (0..<Int.random(in: 0...limit, using: &random)).flatMap { _ in piece() }
    }

    private mutating func piece() -> [UInt8] {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: introducer() + parameters() + [UInt8.random(in: 0x40...0x7E, using: &random)]
        case 1: introducer() + parameters()
        case 2: introducer() + noise(upTo: 12) + terminator()
        case 3: [UInt8.random(in: 0...0x1F, using: &random)]
        case 4: Array(String(Character(hidden())).utf8)
        case 5: Array(String(Character(anyScalar())).utf8).dropLast(Int.random(in: 0...1, using: &random))
        case 6: [UInt8.random(in: 0x80...0xFF, using: &random)]
        case 7: [0x0D]
        default: Array("text\t".utf8.prefix(Int.random(in: 1...5, using: &random)))
        }
    }

    /// CSI, OSC, DCS, SOS, PM, APC and SS3 in both their forms.
    private mutating func introducer() -> [UInt8] {
        let letter = Array("[]PX^_O".utf8).randomElement(using: &random) ?? 0x5B
        return Bool.random(using: &random) ? [0x1B, letter] : [0xC2, letter + 0x40]
    }

    private mutating func terminator() -> [UInt8] {
        [[0x07], [0x1B, 0x5C], [0xC2, 0x9C], [0x18], []].randomElement(using: &random) ?? []
    }

    private mutating func parameters() -> [UInt8] {
        let alphabet = Array("0123456789;:?<=>! $".utf8)
        return (0..<Int.random(in: 0...9, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0x30 }
    }

    /// Bidi controls, zero-width characters, selectors and tags.
    private mutating func hidden() -> Unicode.Scalar {
        let values: [UInt32] = [
            0xAD, 0x34F, 0x61C, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202D, 0x202E,
            0x2060, 0x2066, 0x2069, 0x3164, 0xFE0F, 0xFEFF, 0xFFF9, 0xE0041, 0xE0001, 0x1F468, 0x1F3FB, 0x301,
        ]
        return values.randomElement(using: &random).flatMap(Unicode.Scalar.init) ?? " "
    }

    private mutating func anyScalar() -> Unicode.Scalar {
        Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random)) ?? "\u{85}"
    }
}

extension Unicode.Scalar {
    /// Whether a terminal shows it, and a person sees it: no control character, no bidi control, nothing without width but a mark.
    public var isHarmless: Bool {
        switch value {
        case 0..<0x20, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
            false
        default: true
        }
    }
}
