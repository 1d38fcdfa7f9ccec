/// FNV-1a over UTF-8: shows whether a text changed. The same on every host and in every run; not a defence against forgery.
struct Fingerprint: Sendable, Hashable {
    let value: UInt64

    /// The fingerprint of some texts; where one ends and the next begins matters.
    init(_ texts: String...) {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for text in texts {
            for byte in text.utf8 {
                value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
            }
            value = (value ^ 0xFF) &* 0x100_0000_01B3
        }
        self.value = value
    }

    /// Sixteen hexadecimal digits.
    var hex: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
