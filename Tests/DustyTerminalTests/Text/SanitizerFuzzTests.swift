import DustyTestSupport
import Testing

@testable import DustyTerminal

struct SanitizerFuzzTests {
    private func check(_ bytes: [UInt8]) {
        let line = Sanitizer.line(bytes)
        // Between the parts of an emoji the joiner stays; no frame has it.
        let isHarmless = line.text.unicodeScalars.allSatisfy { $0.isHarmless || $0 == "\u{200D}" }
        #expect(isHarmless, "\(bytes)")
        #expect(line.text.utf8.count <= Sanitizer.lineLimit + 64)
        #expect(line.runs.allSatisfy { Int($0.start) < line.text.utf8.count })
        var glyphs = Glyphs(line.text)
        while let glyph = glyphs.next() {
            let isShown = glyph.text.unicodeScalars.allSatisfy(\.isHarmless)
            #expect(isShown && glyph.width > 0, "\(bytes)")
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `any bytes at all become text that is harmless`(_ seed: UInt64) {
        var text = HostileText(seed: seed)
        for _ in 0..<6000 { check(text.noise(upTo: 60)) }
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func `pieces of control sequences become text that is harmless`(_ seed: UInt64) {
        var text = HostileText(seed: seed)
        for _ in 0..<6000 { check(text.line(pieces: 12)) }
    }

    @Test func `so do lines without an end`() {
        var text = HostileText(seed: 21)
        for _ in 0..<6 {
            var long: [UInt8] = []
            while long.count < 200_000 { long += text.line(pieces: 400) }
            check(long)
        }
    }
}
