/// Cleans text from the engine and its programs for storage and display: names, labels and messages come from images
/// and from foreign containers.
///
/// Characters that control a terminal, change the direction of text or are invisible are replaced where the text
/// enters, so that no later code has to remember to.
enum EngineText {
    private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    /// JSON without hidden characters in strings; line endings and tabs stay.
    static func cleaned(json: [UInt8]) -> [UInt8] {
        guard json.contains(where: { $0 == UInt8(ascii: "\\") || $0 >= 0x7F }) else { return json }
        var result: [UInt8] = []
        result.reserveCapacity(json.count)
        var index = 0
        while index < json.count {
            let byte = json[index]
            if byte == UInt8(ascii: "\\") {
                index += escape(json[index...], into: &result)
            } else if byte >= 0x7F {
                index += character(json[index...], into: &result)
            } else {
                result.append(byte)
                index += 1
            }
        }
        return result
    }

    /// A line of text without control sequences; a mark replaces other invisible characters.
    static func cleaned(line: String) -> String {
        if line.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return line }
        var result = String.UnicodeScalarView()
        var rest = Substring(line).unicodeScalars
        while let scalar = rest.popFirst() {
            if scalar == "\r" {
                result.append("\n")
            } else if scalar == "\u{1B}" || scalar == "\u{9B}" {
                skipSequence(&rest, isOpen: scalar == "\u{9B}")
            } else {
                let isBlank = [0x09, 0x0A].contains(scalar.value)
                result.append(isHidden(scalar.value) && !isBlank ? "\u{FFFD}" : scalar)
            }
        }
        return String(result)
    }

    /// Skips a control sequence such as a colour; of any other sequence only the beginning is removed.
    private static func skipSequence(_ rest: inout Substring.UnicodeScalarView, isOpen: Bool) {
        if !isOpen {
            guard rest.first == "[" else { return }
            rest.removeFirst()
        }
        while let next = rest.first, (0x20...0x3F).contains(next.value) { rest.removeFirst() }
        if let last = rest.first, (0x40...0x7E).contains(last.value) { rest.removeFirst() }
    }

    /// Copies an escape of a JSON string, or what it is replaced by; returns how long it was.
    private static func escape(_ json: ArraySlice<UInt8>, into result: inout [UInt8]) -> Int {
        guard let kind = json.dropFirst().first else {
            result.append(UInt8(ascii: "\\"))
            return 1
        }
        switch kind {
        case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "r"):
            result.append(UInt8(ascii: " "))
            return 2
        case UInt8(ascii: "u"):
            guard let value = unit(json) else { break }
            if isHidden(value), value != 0x09, value != 0x0A {
                result += replacement
                return 6
            }
            // Two halves of one character, which may be a hidden one.
            if (0xD800..<0xDC00).contains(value), let low = unit(json.dropFirst(6)), (0xDC00..<0xE000).contains(low),
                isHidden(0x10000 + (value - 0xD800) << 10 + (low - 0xDC00))
            {
                result += replacement
                return 12
            }
        default: break
        }
        result += json.prefix(2)
        return 2
    }

    /// The number in `\\u001b`.
    private static func unit(_ json: ArraySlice<UInt8>) -> UInt32? {
        let escape = json.prefix(6)
        guard escape.count == 6, escape.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else { return nil }
        return UInt32(String(decoding: escape.dropFirst(2), as: UTF8.self), radix: 16)
    }

    /// Copies a character that is not plain ASCII, or what it is replaced by; returns how long it was.
    private static func character(_ json: ArraySlice<UInt8>, into result: inout [UInt8]) -> Int {
        var decoder = UTF8()
        var bytes = json.prefix(4).makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&bytes), let encoded = UTF8.encode(scalar) else {
            result += replacement
            return 1
        }
        result += isHidden(scalar.value) ? replacement : Array(encoded)
        return encoded.count
    }

    /// Control characters, zero-width characters, line ends of other systems, and what changes the direction of text.
    private static func isHidden(_ value: UInt32) -> Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x061C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
        case 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF: true
        default: false
        }
    }
}
