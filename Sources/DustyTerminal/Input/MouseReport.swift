/// What a terminal reports of the mouse in the form that mode 1006 asks for: `ESC [ < button ; column ; row`, then `M` for pressed or `m` for
/// released.
struct MouseReport {
    private let button: Int
    private let x: Int
    private let y: Int
    private let isPress: Bool

    /// A report from what follows `ESC [`; nil when that is something else.
    init?(_ sequence: [UInt8]) {
        guard sequence.first == UInt8(ascii: "<"), let final = sequence.last, final == 0x4D || final == 0x6D else {
            return nil
        }
        let numbers = sequence.dropFirst().dropLast()
            .split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            .map { Int(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 3, let button = numbers[0], let column = numbers[1], let row = numbers[2] else {
            return nil
        }
        self.button = button
        // The terminal counts from one.
        x = column - 1
        y = row - 1
        isPress = final == 0x4D
    }

    /// A report of three characters, each 32 above its value; 3 is a release of any button.
    init(old values: [Int]) {
        button = values[0] - 32
        x = values[1] - 33
        y = values[2] - 33
        isPress = true
    }

    /// The key of the program: the first button pressed, or the wheel. Shift, Alt and Ctrl make no difference.
    var key: Key? {
        guard isPress, button >= 0, x >= 0, y >= 0 else { return nil }
        return switch button & ~0b1_1100 {
        case 0: .click(x: x, y: y)
        case 64: .wheel(.up, x: x, y: y)
        case 65: .wheel(.down, x: x, y: y)
        default: nil
        }
    }
}

/// Reports of a terminal about itself between the keys.
enum TerminalReport: Equatable {
    /// The window got the keys.
    case focused
    /// The window lost the keys.
    case unfocused
    /// Whether it supports a private mode and would switch it.
    case mode(Int, isSupported: Bool)

    /// A report from what follows `ESC [`; nil for anything else.
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
