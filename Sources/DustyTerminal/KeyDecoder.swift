internal import CNcurses

/// Turns what curses reads into keys: pastes become one key, unknown escape sequences become none.
struct KeyDecoder {
    /// What curses reads: a character, or a key it knows by its sequence.
    enum Raw: Hashable {
        case character(UInt32)
        case code(UInt32)
    }

    /// Longest paste that is kept; more is cut off.
    static let pasteLimit = 4096

    private var pasted: String.UnicodeScalarView?

    /// Keys of characters that arrived together.
    mutating func decode(_ batch: [Raw]) -> [Key] {
        var keys: [Key] = []
        var index = 0
        while index < batch.count {
            let raw = batch[index]
            index += 1
            if pasted != nil {
                if let key = paste(raw) { keys.append(key) }
                continue
            }
            switch raw {
            case .code(UInt32(CN_KEY_PASTE_BEGIN)):
                pasted = .init()
            case .code(let code):
                if let key = Self.key(code: code) { keys.append(key) }
            case .character(0x1B):
                if let next = Self.endOfSequence(batch, from: index) {
                    index = next
                } else {
                    keys.append(.escape)
                }
            case .character(let value):
                if let key = Self.key(character: value) { keys.append(key) }
            }
        }
        return keys
    }

    private mutating func paste(_ raw: Raw) -> Key? {
        switch raw {
        case .code(UInt32(CN_KEY_PASTE_END)):
            let text = String(pasted ?? .init())
            pasted = nil
            return .paste(text)
        case .character(let value):
            if let scalar = Unicode.Scalar(value), (pasted?.count ?? 0) < Self.pasteLimit { pasted?.append(scalar) }
        case .code: break
        }
        return nil
    }

    /// Index after a control sequence that curses did not know, whose parameters must not be taken for keys.
    private static func endOfSequence(_ batch: [Raw], from start: Int) -> Int? {
        guard start + 1 < batch.count else { return nil }
        if batch[start] == .character(0x4F) { return start + 2 }
        guard batch[start] == .character(0x5B) else { return nil }
        for index in (start + 1)..<batch.count {
            guard case .character(let value) = batch[index] else { return index }
            if value >= 0x40, value <= 0x7E { return index + 1 }
        }
        return batch.count
    }

    private static func key(character value: UInt32) -> Key? {
        switch value {
        case 0x09: return .tab
        case 0x0A, 0x0D: return .enter
        case 0x08, 0x7F: return .backspace
        case 0x01...0x1A: return Unicode.Scalar(value + 0x60).map { .control(Character($0)) }
        case 0x1C...0x1F: return Unicode.Scalar(value + 0x40).map { .control(Character($0)) }
        case 0x00: return .control("@")
        default:
            guard let scalar = Unicode.Scalar(value), TextWidth.columns(of: scalar) > 0 else { return nil }
            return .character(Character(scalar))
        }
    }

    private static func key(code: UInt32) -> Key? {
        switch Int32(truncatingIfNeeded: code) {
        case KEY_UP: .up
        case KEY_DOWN: .down
        case KEY_LEFT: .left
        case KEY_RIGHT: .right
        case KEY_HOME, KEY_A1, KEY_FIND: .home
        case KEY_END, KEY_C1, KEY_SELECT: .end
        case KEY_PPAGE, KEY_A3: .pageUp
        case KEY_NPAGE, KEY_C3: .pageDown
        case KEY_BTAB: .backTab
        case KEY_ENTER: .enter
        case KEY_BACKSPACE: .backspace
        case KEY_DC: .delete
        case (KEY_F0 + 1)...(KEY_F0 + 63): .function(Int(code) - Int(KEY_F0))
        default: nil
        }
    }
}
