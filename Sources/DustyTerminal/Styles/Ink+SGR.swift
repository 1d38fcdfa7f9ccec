extension Ink {
    /// Most numbers of one sequence that count.
    private static let parameterLimit = 32

    /// Applies the parameters of an SGR sequence, the bytes between `ESC [` and `m`. Private forms (`?`, `>`) change nothing.
    mutating func apply(sgr bytes: UnsafeBufferPointer<UInt8>) {
        guard let numbers = Self.numbers(bytes) else { return }
        var index = 0
        while index < numbers.count {
            let code = numbers[index]
            index += 1
            switch code {
            case 38, 48:
                let colour = Self.extendedColour(numbers, &index)
                if code == 38 { foreground = colour ?? foreground } else { background = colour ?? background }
            default: apply(code)
            }
        }
    }

    private mutating func apply(_ code: Int) {
        switch code {
        case 0: self = .plain
        case 1: attributes.insert(.bold)
        case 2: attributes.insert(.dim)
        case 3: attributes.insert(.italic)
        case 4, 21: attributes.insert(.underline)
        case 7: attributes.insert(.reverse)
        case 22: attributes.subtract([.bold, .dim])
        case 23: attributes.remove(.italic)
        case 24: attributes.remove(.underline)
        case 27: attributes.remove(.reverse)
        case 30...37: foreground = UInt8(code - 30)
        case 39: foreground = nil
        case 40...47: background = UInt8(code - 40)
        case 49: background = nil
        case 90...97: foreground = UInt8(code - 82)
        case 100...107: background = UInt8(code - 92)
        default: break
        }
    }

    private static func extendedColour(_ numbers: [Int], _ index: inout Int) -> UInt8? {
        guard index < numbers.count else { return nil }
        switch numbers[index] {
        case 5:
            defer { index += 2 }
            return index + 1 < numbers.count ? UInt8(clamping: numbers[index + 1]) : nil
        case 2:
            // With colons a colour space, empty or not, may precede the three parts.
            defer { index += 4 }
            guard index + 3 < numbers.count else { return nil }
            return Quantiser.index(red: numbers[index + 1], green: numbers[index + 2], blue: numbers[index + 3])
        default: return nil
        }
    }

    /// The numbers between `;` or `:`; nil when there is anything else. A colour space (`38:2::r:g:b`) is left out, so
    /// that both spellings of true colour look the same.
    private static func numbers(_ bytes: UnsafeBufferPointer<UInt8>) -> [Int]? {
        var numbers: [Int] = [0]
        var isEmpty = true
        for (offset, byte) in bytes.enumerated() {
            switch byte {
            case 0x30...0x39:
                numbers[numbers.count - 1] = min(numbers[numbers.count - 1] * 10 + Int(byte - 0x30), 9999)
                isEmpty = false
            case 0x3A
            where isEmpty && numbers.count >= 3 && numbers[numbers.count - 2] == 2 && bytes[offset - 1] == 0x3A:
                continue
            case 0x3A, 0x3B:
                guard numbers.count < parameterLimit else { return numbers }
                numbers.append(0)
                isEmpty = true
            default: return nil
            }
        }
        return numbers
    }
}
