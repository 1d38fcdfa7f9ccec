import DustyCore
import Testing

@Suite struct LinesTests {
    @Test(arguments: [
        ("", [""]), ("a", ["a"]), ("a\nb", ["a", "b"]), ("a\r\nb\r\n", ["a", "b", ""]),
        ("a\r\n\r\nb\n", ["a", "", "b", ""]), ("a\rb\n", ["a\rb", ""]), ("a\u{301}\r\nb", ["a\u{301}", "b"]),
    ])
    func `F18 lines end with LF and with CR LF alike`(_ text: String, _ lines: [String]) {
        #expect(text.allLines == lines)
        #expect(text.lines == lines.filter { !$0.isEmpty })
        #expect(text.firstLine == lines[0])
        #expect(text.dropFirst(0).allLines == lines)
        #expect(text.exactLines.joined(separator: "\n").utf8.elementsEqual(text.utf8))
    }

    @Test(arguments: [("a\n", "a"), ("a\r\n", "a"), ("a\r\n\r\n", "a\r\n"), ("a", "a"), ("a\r", "a\r"), ("", "")])
    func `F18 one line ending at most is taken off`(_ text: String, _ rest: String) {
        #expect(text.withoutLastLineEnding.utf8.elementsEqual(rest.utf8))
    }
}
