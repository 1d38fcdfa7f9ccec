import Testing

@testable import DustyTerminal

struct TextWidthTests {
    @Test(arguments: [
        ("abc", 3), ("日本語", 6), ("e\u{301}", 1), ("\u{26A0}\u{FE0F}", 1), ("👨‍👩‍👧‍👦", 2), ("👍🏽", 2), ("🇩🇪", 2),
        ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("a\u{200B}b", 2), ("", 0),
    ])
    func `text takes the columns a terminal gives it`(_ text: String, _ columns: Int) {
        #expect(TextWidth.columns(of: text) == columns)
    }

    @Test func `text that is too long is cut with a mark`() {
        #expect(TextWidth.truncated("postgres", to: 5) == "post~")
        #expect(TextWidth.truncated("日本語", to: 4) == "日~")
        #expect(TextWidth.padded("日本語", to: 4) == "日~ ")
        #expect(TextWidth.padded("7", to: 3, right: true) == "  7")
        #expect(TextWidth.truncated("abc", to: 0) == "")
    }
}
