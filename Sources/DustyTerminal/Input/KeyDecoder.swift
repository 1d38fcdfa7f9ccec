internal import CNcurses

/// Turns what curses reads into keys: a paste becomes one key, unknown escape sequences are dropped, and reports of the
/// terminal are kept apart.
struct KeyDecoder {
    /// What curses reads: a character, or a key it knows by its sequence.
    enum Raw: Hashable {
        case character(UInt32)
        case code(UInt32)
    }

    /// Longest paste that is kept, in bytes; the rest is cut off.
    static let pasteLimit = 64 << 10
    /// Longest control sequence; anything longer is not one.
    static let sequenceLimit = 64

    private var pasted: String?
    /// The beginning of a control sequence whose end has not come yet.
    private var begun: [Raw] = []
    /// What the terminal reported, in order; the reader empties it.
    private(set) var reports: [TerminalReport] = []

    /// Keys of characters that arrived together.
    mutating func decode(_ batch: [Raw]) -> [Key] {
        let batch = begun + batch
        begun = []
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
                pasted = ""
            case .code(let code):
                if let key = Self.key(code: code) { keys.append(key) }
            case .character(0x1B):
                index = escape(batch, from: index, &keys)
            case .character(let value):
                if let key = Self.key(character: value) { keys.append(key) }
            }
        }
        return keys
    }

    /// Takes the reports out.
    mutating func takeReports() -> [TerminalReport] {
        defer { reports = [] }
        return reports
    }

    private mutating func paste(_ raw: Raw) -> Key? {
        switch raw {
        case .code(UInt32(CN_KEY_PASTE_END)):
            defer { pasted = nil }
            return pasted.map(Key.paste)
        case .character(let value):
            // Counted in a unit whose number a string knows: counting scalars again for each would take minutes for a
            // large paste.
            if let scalar = Unicode.Scalar(value), (pasted?.utf8.count ?? 0) < Self.pasteLimit {
                pasted?.unicodeScalars.append(scalar)
            }
        case .code: break
        }
        return nil
    }

    /// Reads what follows an Esc; returns the index after it. The parameters of a sequence must never be read as keys,
    /// even when the line is slow and its end comes later.
    private mutating func escape(_ batch: [Raw], from start: Int, _ keys: inout [Key]) -> Int {
        if start + 1 < batch.count, batch[start] == .character(0x4F) { return start + 2 }
        guard start < batch.count, batch[start] == .character(0x5B) else {
            // A character that comes with the Esc was pressed with Alt, which has no meaning here: it must not act as
            // the character.
            if start < batch.count, case .character(let value) = batch[start], value != 0x1B { return start + 1 }
            keys.append(.escape)
            return start
        }
        var bytes: [UInt8] = []
        for index in (start + 1)..<max(start + 1, batch.count) {
            guard case .character(let value) = batch[index], let byte = UInt8(exactly: value) else { return index }
            bytes.append(byte)
            if bytes == [0x4D] { return oldMouse(batch, from: index + 1, sequence: start - 1, &keys) }
            if (0x40...0x7E).contains(byte) {
                interpret(bytes, &keys)
                return index + 1
            }
            if !(0x20...0x3F).contains(byte) { return index }
        }
        if bytes.count < Self.sequenceLimit { begun = Array(batch[(start - 1)...]) }
        return batch.count
    }

    /// The form of a terminal that does not support mode 1006: any three characters after `ESC [ M`.
    private mutating func oldMouse(_ batch: [Raw], from start: Int, sequence: Int, _ keys: inout [Key]) -> Int {
        guard start + 3 <= batch.count else {
            begun = Array(batch[sequence...])
            return batch.count
        }
        let values = batch[start..<(start + 3)].map { raw in
            if case .character(let value) = raw { Int(value) } else { 0 }
        }
        if let key = MouseReport(old: values).key { keys.append(key) }
        return start + 3
    }

    private mutating func interpret(_ sequence: [UInt8], _ keys: inout [Key]) {
        if let mouse = MouseReport(sequence) {
            if let key = mouse.key { keys.append(key) }
        } else if let report = TerminalReport(sequence) {
            reports.append(report)
        }
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
