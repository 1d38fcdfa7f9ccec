import Testing

@testable import DustyCore

@Suite struct ByteSearchTests {
    private static let kinds: [UInt8] = [
        0x00, 0x0A, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7F, 0x80, 0xA2, 0xDC, 0xFF,
    ]

    /// Every byte at every place of texts around the width of a word, among bytes that are looked for and that are not.
    @Test(arguments: [UInt8](arrayLiteral: 0x61, 0x21, 0xFF, 0x80))
    func `it finds what a search byte by byte finds`(filler: UInt8) {
        for count in 0...20 {
            for place in 0..<max(1, count) {
                for kind in Self.kinds {
                    var bytes = [UInt8](repeating: filler, count: count)
                    if count > 0 { bytes[place] = kind }
                    if count > place + 3 { bytes[place + 3] = 0x22 }
                    check(bytes, from: 0)
                    check(bytes, from: count / 2)
                }
            }
        }
    }

    private func check(_ bytes: [UInt8], from start: Int) {
        bytes.withUnsafeBytes { raw in
            let rest = bytes[start...]
            #expect(ByteSearch.first(0x0A, in: raw, from: start) == rest.firstIndex(of: 0x0A))
            #expect(ByteSearch.first(0xFF, in: raw, from: start) == rest.firstIndex(of: 0xFF))
            #expect(
                ByteSearch.firstQuoteOrBackslash(in: raw, from: start) == rest.firstIndex { $0 == 0x22 || $0 == 0x5C }
            )
            #expect(
                ByteSearch.firstToEscape(in: raw, from: start)
                    == rest.firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }
            )
        }
    }
}
