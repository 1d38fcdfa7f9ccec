import Testing

@testable import DustyTerminal

struct LentModesTests {
    @Test(
        arguments: [
            ("plain text\r\n", ""), ("\u{1B}[31mred\u{1B}[m", ""), ("\u{1B}[31mred", "\u{1B}[m"),
            ("\u{1B}[38;5;0m", "\u{1B}[m"), ("\u{1B}[0m", ""),
            ("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?1000;1006h", "\u{1B}[?1000;1006l\u{1B}[?1049l\u{1B}[?25h"),
            ("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?25h\u{1B}[?1049l", ""), ("\u{1B}[?2004h$ ", "\u{1B}[?2004l"),
            ("\u{1B}[?1h\u{1B}=", "\u{1B}[?1l\u{1B}>"), ("\u{1B}[?1h\u{1B}=\u{1B}c", ""),
            ("\u{1B}[2;10r", "\u{1B}7\u{1B}[r\u{1B}8"), ("\u{1B}[2;10r\u{1B}[r", ""), ("\u{1B}(0qqq", "\u{1B}(B\u{0F}"),
            ("\u{1B}[>1u\u{1B}[>3u", "\u{1B}[<2u"), ("\u{1B}[>1u\u{1B}[<u", ""), ("\u{1B}[>4;2m", "\u{1B}[>4m"),
            ("\u{1B}[4 q", "\u{1B}[0 q"), ("\u{1B}[?1049h\u{1B}[?1h\u{1B}[!p", "\u{1B}[?1049l"),
            ("\u{1B}]0;[?1049h\u{07}x", ""), ("\u{1B}[?9999h\u{1B}[?12h", ""), ("\u{1B}[?7l", "\u{1B}[?7h"),
            ("\u{1B}[?\(String(repeating: "1;", count: 1000))1049h", ""),
        ] as [(String, String)]
    )
    func `what a program left on is switched off, and nothing else is sent`(printed: String, undoing: String) {
        var whole = LentModes()
        whole.note(Array(printed.utf8))
        #expect(String(decoding: whole.undoing, as: UTF8.self) == undoing)
        var pieces = LentModes()
        for byte in printed.utf8 { pieces.note([byte]) }
        #expect(pieces.undoing == whole.undoing)
    }

    @Test func `what undoes everything is short enough for a signal handler to hold`() {
        var modes = LentModes()
        let all = (0...3000).map(String.init)
        for start in stride(from: 0, to: all.count, by: 8) {
            modes.note(Array("\u{1B}[?\(all[start..<min(start + 8, all.count)].joined(separator: ";"))h".utf8))
        }
        modes.note(Array("\u{1B}[?7;25l\u{1B}=\u{1B}(0\u{1B}[1;2r\u{1B}[31m\u{1B}[4 q\u{1B}[>1u\u{1B}[>4;2m".utf8))
        #expect(modes.undoing.count > 100 && modes.undoing.count < 256)
    }
}
