/// What a terminal reports of itself between the keys.
enum TerminalReport: Equatable {
    /// The window got the keys.
    case focused
    /// The window lost the keys.
    case unfocused
    /// Whether it knows a private mode and would switch it.
    case mode(Int, isSupported: Bool)

    /// A report from what follows `ESC [`; nil for what is none of these.
    init?(_ sequence: [UInt8]) {
        switch sequence {
        case [UInt8(ascii: "I")]: self = .focused
        case [UInt8(ascii: "O")]: self = .unfocused
        default:
            guard let mode = Self.mode(sequence) else { return nil }
            self = mode
        }
    }

    /// The answer to DECRQM: `? mode ; state $ y`, where state 1 and 2 are a mode that is on or off and can be changed.
    private static func mode(_ sequence: [UInt8]) -> TerminalReport? {
        guard sequence.first == UInt8(ascii: "?"), sequence.suffix(2) == [0x24, 0x79] else { return nil }
        let numbers = sequence.dropFirst().dropLast(2).split(separator: UInt8(ascii: ";"))
            .map { Int(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 2, let mode = numbers[0], let state = numbers[1] else { return nil }
        return .mode(mode, isSupported: state == 1 || state == 2)
    }
}
