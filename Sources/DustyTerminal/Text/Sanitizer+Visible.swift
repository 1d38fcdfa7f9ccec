extension Sanitizer {
    /// One line with everything that is not text written out, as `cat -v` does: `^[` for escape, `<9b>` for what C1 holds, and
    /// `<U+202E>` for characters that would change what a person reads without being seen.
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
