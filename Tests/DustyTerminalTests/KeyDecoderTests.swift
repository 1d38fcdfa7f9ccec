import CNcurses
import Testing

@testable import DustyTerminal

struct KeyDecoderTests {
    private func keys(_ raw: [KeyDecoder.Raw]) -> [Key] {
        var decoder = KeyDecoder()
        return decoder.decode(raw)
    }

    private func characters(_ text: String) -> [KeyDecoder.Raw] {
        text.unicodeScalars.map { .character($0.value) }
    }

    @Test func `characters, control keys and names`() {
        #expect(keys(characters("aé日")) == [.character("a"), .character("é"), .character("日")])
        #expect(
            keys(characters("\u{3}\u{1A}\u{C}\t\r\u{7F}")) == [
                .control("c"), .control("z"), .control("l"), .tab, .enter, .backspace,
            ]
        )
        #expect(
            keys([.code(UInt32(KEY_UP)), .code(UInt32(KEY_BTAB)), .code(UInt32(KEY_NPAGE))]) == [
                .up, .backTab, .pageDown,
            ]
        )
        #expect(keys([.code(UInt32(KEY_F0) + 5)]) == [.function(5)])
    }

    @Test func `Esc alone is a key, and Esc before a letter too`() {
        #expect(keys(characters("\u{1B}")) == [.escape])
        #expect(keys(characters("\u{1B}j")) == [.escape, .character("j")])
    }

    @Test func `parameters of unknown sequences are not keys`() {
        #expect(keys(characters("\u{1B}[1;9Zq")) == [.character("q")])
        #expect(keys(characters("\u{1B}[?62;1c")) == [])
        #expect(keys(characters("\u{1B}OXr")) == [.character("r")])
    }

    @Test func `a paste is one key, however many pieces it comes in`() {
        var decoder = KeyDecoder()
        #expect(decoder.decode([.code(UInt32(CN_KEY_PASTE_BEGIN))] + characters("qR")) == [])
        #expect(
            decoder.decode(characters("s\n") + [.code(UInt32(CN_KEY_PASTE_END))] + characters("j")) == [
                .paste("qRs\n"), .character("j"),
            ]
        )
    }

    @Test func `a paste without an end is bounded`() {
        var decoder = KeyDecoder()
        _ = decoder.decode([.code(UInt32(CN_KEY_PASTE_BEGIN))] + characters(String(repeating: "x", count: 100_000)))
        #expect(
            decoder.decode([.code(UInt32(CN_KEY_PASTE_END))]) == [
                .paste(String(repeating: "x", count: KeyDecoder.pasteLimit))
            ]
        )
    }
}
