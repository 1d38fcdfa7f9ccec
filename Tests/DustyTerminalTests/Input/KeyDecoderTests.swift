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

    @Test func `Esc alone is a key, a letter with Alt is not`() {
        #expect(keys(characters("\u{1B}")) == [.escape])
        #expect(keys(characters("\u{1B}r")) == [])
        #expect(keys(characters("\u{1B}rj")) == [.character("j")])
        #expect(keys(characters("\u{1B}\u{1B}")) == [.escape, .escape])
    }

    @Test func `parameters of unknown sequences are not keys`() {
        #expect(keys(characters("\u{1B}[1;9Zq")) == [.character("q")])
        #expect(keys(characters("\u{1B}[?62;1c")) == [])
        #expect(keys(characters("\u{1B}OXr")) == [.character("r")])
    }

    @Test func `clicks and the wheel are keys, releases and other buttons are none`() {
        #expect(keys(characters("\u{1B}[<0;10;5M\u{1B}[<0;10;5m")) == [.click(x: 9, y: 4)])
        #expect(
            keys(characters("\u{1B}[<64;1;1M\u{1B}[<65;300;200M")) == [
                .wheel(.up, x: 0, y: 0), .wheel(.down, x: 299, y: 199),
            ]
        )
        #expect(keys(characters("\u{1B}[<16;2;2M")) == [.click(x: 1, y: 1)])
        #expect(keys(characters("\u{1B}[<1;2;2M\u{1B}[<2;2;2M\u{1B}[<32;2;2M\u{1B}[<66;2;2Mq")) == [.character("q")])
        #expect(keys(characters("\u{1B}[<0;0;0M\u{1B}[<;;Mq\u{1B}[<0;1M")) == [.character("q")])
    }

    @Test func `the old form of a click is understood, however it comes`() {
        #expect(keys(characters("\u{1B}[M !!q")) == [.click(x: 0, y: 0), .character("q")])
        var decoder = KeyDecoder()
        #expect(decoder.decode(characters("\u{1B}[M")) == [])
        #expect(decoder.decode(characters(" ")) == [])
        #expect(decoder.decode(characters("!!")) == [.click(x: 0, y: 0)])
    }

    @Test func `a sequence that comes in pieces is still none of its letters`() {
        let text = characters("\u{1B}[<0;10;5M")
        for place in 2..<text.count {
            var decoder = KeyDecoder()
            #expect(decoder.decode(Array(text[..<place])) == [])
            #expect(decoder.decode(Array(text[place...])) == [.click(x: 9, y: 4)])
        }
    }

    @Test func `a sequence without an end is bounded`() {
        var decoder = KeyDecoder()
        #expect(decoder.decode(characters("\u{1B}[" + String(repeating: "1;", count: 100))) == [])
        #expect(decoder.decode(characters("j")) == [.character("j")])
    }

    @Test func `what the terminal answers is no key`() {
        var decoder = KeyDecoder()
        let answers = "j\u{1B}[?2026;2$y\u{1B}[?2026;0$y\u{1B}[?2026;1$yk\u{1B}[?2026$y\u{1B}[?1;2c"
        #expect(decoder.decode(characters(answers)) == [.character("j"), .character("k")])
        #expect(
            decoder.takeReports() == [
                .mode(2026, isSupported: true), .mode(2026, isSupported: false), .mode(2026, isSupported: true),
            ]
        )
        #expect(decoder.takeReports() == [])
        #expect(decoder.decode(characters("\u{1B}[?2026;")) == [])
        #expect(decoder.decode(characters("1$y")) == [])
        #expect(decoder.takeReports() == [.mode(2026, isSupported: true)])
    }

    @Test(arguments: [
        ("xterm-256color", "", true), ("tmux-256color", "tmux", true), ("screen.xterm-256color", "", false),
        ("screen", "", false), ("linux", "", false), ("vt100", "", false), ("", "", false),
        ("xterm-256color", "Apple_Terminal", false),
    ])
    func `only terminals that take a question are asked`(_ type: String, _ program: String, _ isAsked: Bool) {
        #expect(TerminalKind(type: type, program: program).canBeAsked == isAsked)
    }

    @Test func `a window that comes to the front is reported, and is no key`() {
        var decoder = KeyDecoder()
        #expect(decoder.decode(characters("\u{1B}[I\u{1B}[Oj")) == [.character("j")])
        #expect(decoder.takeReports() == [.focused, .unfocused])
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

    @Test(.timeLimit(.minutes(5))) func `a paste of megabytes does not hold anything up`() {
        var decoder = KeyDecoder()
        let text = String(repeating: "\u{E9}", count: 2_000_000)
        let keys = decoder.decode(
            [.code(UInt32(CN_KEY_PASTE_BEGIN))] + characters(text) + [.code(UInt32(CN_KEY_PASTE_END))]
        )
        #expect(keys == [.paste(String(repeating: "\u{E9}", count: KeyDecoder.pasteLimit / 2))])
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
