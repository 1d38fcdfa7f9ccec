/// Names of files as text. They are bytes, which need not be UTF-8: invalid ones are mapped to private-use characters,
/// so that every name has one text and every text leads back to its name.
enum RawName {
    /// Characters for the bytes from 0x80 on.
    private static let standIns: ClosedRange<UInt32> = 0x10_FF80...0x10_FFFF

    /// A name as text.
    static func text(_ bytes: some Collection<UInt8>) -> String {
        var scalars = String.UnicodeScalarView()
        var rest = Array(bytes)[...]
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = rest.makeIterator()
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .emptyInput: return String(scalars)
            case .error(let length):
                append(rest.prefix(length), to: &scalars)
                rest = rest.dropFirst(length)
            case .valid(let encoded):
                let scalar = Unicode.UTF8.decode(encoded)
                // A name may contain one of these characters: then its own bytes are mapped.
                if standIns.contains(scalar.value) {
                    append(rest.prefix(encoded.count), to: &scalars)
                } else {
                    scalars.append(scalar)
                }
                rest = rest.dropFirst(encoded.count)
            }
        }
    }

    /// The name of a text.
    static func bytes(_ text: String) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar in
            standIns.contains(scalar.value) ? [UInt8(scalar.value & 0xFF)] : Array(String(scalar).utf8)
        }
    }

    private static func append(_ bytes: ArraySlice<UInt8>, to scalars: inout String.UnicodeScalarView) {
        for byte in bytes {
            if let scalar = Unicode.Scalar(0x10_FF00 + UInt32(byte)) { scalars.append(scalar) }
        }
    }
}
