import Testing

@testable import DustyTerminal

struct ClipboardTests {
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("a\u{1B}]b\u{7}", "YRtdYgc=")])
    func `A text is written in base 64, so that nothing in it can be a control sequence`(_ text: String, _ code: String)
    {
        #expect(Clipboard.sequence(for: text, insideScreen: false) == "\u{1B}]52;c;\(code)\u{07}")
    }

    @Test func `A long text is cut at what terminals take`() {
        let text = String(repeating: "x", count: 200_000)
        #expect(Clipboard.sequence(for: text, insideScreen: false).utf8.count < 100_000)
    }

    @Test func `Inside screen the sequence is handed on in pieces`() {
        let text = String(repeating: "x", count: 3000)
        let pieces = Clipboard.sequence(for: text, insideScreen: true).split(separator: "\u{1B}\\")
        #expect(pieces.count > 4)
        #expect(pieces.allSatisfy { $0.hasPrefix("\u{1B}P") && $0.utf8.count < 768 })
    }
}
