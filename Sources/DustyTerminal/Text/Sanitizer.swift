/// Makes untrusted text safe to show. Of control sequences it keeps only SGR colours, as data; nothing it returns can
/// move the cursor, ring the bell, change the title, reorder text or talk to the terminal in any way.
///
/// Dropped whole are CSI, OSC, DCS, APC, PM and SOS sequences in their 7-bit and 8-bit forms, however they end; they
/// are bounded and never reach beyond a line ending. Other control characters, bidi and zero-width characters are
/// dropped, invalid UTF-8 becomes U+FFFD, of text rewritten with carriage returns the last version stays, and tabs go
/// to the next multiple of eight columns.
public struct Sanitizer {
    /// Longest result in bytes; the rest is cut off and counted.
    public static let lineLimit = 64 << 10
    /// Longest control sequence in bytes; anything longer is not one.
    public static let sequenceLimit = 4 << 10

    var output: [UInt8] = []
    var runs: [StyledText.Run] = []
    var ink = Ink.plain
    private var column = 0
    private var last: UInt32 = 0
    /// A carriage return was seen; the next visible character starts the line over.
    private var returned = false

    private init() {}

    /// One line, colours kept.
    public static func line(_ text: String) -> StyledText {
        var text = text
        return text.withUTF8 { line(utf8: $0) }
    }

    /// One line as bytes, colours kept.
    public static func line(_ bytes: [UInt8]) -> StyledText {
        bytes.withUnsafeBufferPointer { line(utf8: $0) }
    }

    /// A name, a message: one line without colours.
    public static func plain(_ text: String) -> String {
        line(text).text
    }

    private static func line(utf8 bytes: UnsafeBufferPointer<UInt8>) -> StyledText {
        if bytes.count <= lineLimit, isPlain(bytes) { return StyledText(String(decoding: bytes, as: UTF8.self)) }
        var sanitizer = Sanitizer()
        sanitizer.consume(bytes)
        return StyledText(String(decoding: sanitizer.output, as: UTF8.self), runs: sanitizer.runs)
    }

    private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for byte in bytes where byte < 0x20 || byte > 0x7E { return false }
        return true
    }

    private mutating func consume(_ bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < bytes.count {
            if output.count >= Self.lineLimit {
                output.append(contentsOf: " [\(bytes.count - index) more bytes]".utf8)
                return
            }
            let byte = bytes[index]
            if byte >= 0x20, byte < 0x7F {
                put(UInt32(byte), columns: 1)
                index += 1
            } else if byte < 0x80 {
                index = control(bytes, at: index)
            } else {
                index = multibyte(bytes, at: index)
            }
        }
    }

    private mutating func control(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        switch bytes[index] {
        case 0x1B: return escape(bytes, at: index)
        case 0x09:
            let columns = 8 - (returned ? 0 : column) % 8
            for _ in 0..<columns { put(0x20, columns: 1) }
        case 0x0A, 0x0B, 0x0C: put(0x20, columns: 1)
        case 0x0D: returned = true
        default: break
        }
        return index + 1
    }

    private mutating func escape(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        guard index + 1 < bytes.count else { return bytes.count }
        switch bytes[index + 1] {
        case 0x5B: return controlSequence(bytes, from: index + 2)
        case 0x5D, 0x50, 0x58, 0x5E, 0x5F: return controlString(bytes, from: index + 2)
        case 0x20...0x2F:
            // Such as ESC ( B: intermediates, then one final byte.
            var end = index + 2
            while end < bytes.count, (0x20...0x2F).contains(bytes[end]), end - index < 8 { end += 1 }
            return end < bytes.count && (0x30...0x7E).contains(bytes[end]) ? end + 1 : end
        case 0x30...0x7E: return index + 2
        default: return index + 1
        }
    }

    private mutating func controlSequence(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var end = start
        let limit = min(bytes.count, start + Self.sequenceLimit)
        while end < limit, (0x20...0x3F).contains(bytes[end]) { end += 1 }
        guard end < limit else { return end }
        guard (0x40...0x7E).contains(bytes[end]) else { return end }
        if bytes[end] == 0x6D { ink.apply(sgr: UnsafeBufferPointer(rebasing: bytes[start..<end])) }
        return end + 1
    }

    /// Skips a string up to its terminator. An unterminated one swallows no more than a sequence's limit, and never a
    /// line ending.
    private func controlString(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var end = start
        let limit = min(bytes.count, start + Self.sequenceLimit)
        while end < limit {
            switch bytes[end] {
            case 0x07: return end + 1
            case 0x0A: return end
            case 0x1B: return end + 1 < bytes.count && bytes[end + 1] == 0x5C ? end + 2 : end
            case 0xC2 where end + 1 < bytes.count && bytes[end + 1] == 0x9C: return end + 2
            case 0x18, 0x1A: return end + 1
            default: end += 1
            }
        }
        return end
    }

    private mutating func multibyte(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        guard let (scalar, length) = UTF8Scalar.decode(bytes, at: index) else {
            put(0xFFFD, columns: 1)
            return index + 1
        }
        switch scalar.value {
        case 0x9B: return controlSequence(bytes, from: index + length)
        case 0x90, 0x98, 0x9D, 0x9E, 0x9F: return controlString(bytes, from: index + length)
        case 0x80...0x9F: break
        case 0x200D where !returned && last >= 0x2190: put(scalar.value, columns: 0)
        default:
            if !Self.isHidden(scalar.value) { put(scalar.value, columns: TextWidth.columns(of: scalar)) }
        }
        return index + length
    }

    /// Bidi controls, zero-width characters, separators that look like line ends, tags and selectors: they invisibly
    /// change what you read.
    static func isHidden(_ value: UInt32) -> Bool {
        switch value {
        case 0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x200B...0x200F, 0x2028...0x202E:
            true
        case 0x2060...0x206F, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0x1BCA0...0x1BCA3: true
        case 0x1D173...0x1D17A, 0xE0000...0xE0FFF: true
        default: false
        }
    }

    private mutating func put(_ value: UInt32, columns: Int) {
        if returned {
            returned = false
            output.removeAll(keepingCapacity: true)
            runs.removeAll(keepingCapacity: true)
            column = 0
        }
        if ink != (runs.last?.ink ?? .plain) {
            if runs.last?.start == Int32(output.count) { runs.removeLast() }
            runs.append(.init(start: Int32(output.count), ink: ink))
        }
        if value < 0x80 {
            output.append(UInt8(value))
        } else if let scalar = Unicode.Scalar(value) {
            output.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        }
        column += columns
        last = value
    }
}

extension Sanitizer {
    /// One line with everything that is not text written out, as `cat -v` does: `^[` for escape, `<9b>` for C1
    /// controls, and `<U+202E>` for characters that invisibly change what you read.
    public static func visible(_ text: String) -> StyledText {
        var output = ""
        for scalar in text.unicodeScalars {
            guard output.utf8.count < lineLimit else { return StyledText(output + " [more]") }
            switch scalar.value {
            case 0..<0x20: output += "^\(Character(Unicode.Scalar(UInt8(scalar.value) + 0x40)))"
            case 0x7F: output += "^?"
            case 0x80...0x9F: output += "<\(String(scalar.value, radix: 16))>"
            case let value where isHidden(value) || value == 0x200D:
                output += "<U+\(String(value, radix: 16, uppercase: true))>"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return StyledText(output)
    }
}
