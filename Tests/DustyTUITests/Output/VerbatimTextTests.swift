import Testing

@testable import DustyTUI

@Suite struct VerbatimTextTests {
    private func shown(_ pieces: [String], isShown: Bool = true) -> String {
        var text = VerbatimText(isShown: isShown)
        return pieces.map { text.append($0) }.joined() + text.finish()
    }

    @Test func `F09 a file gets every byte as it comes`() {
        #expect(shown(["\u{1B}[31", "mred\r\n", "a\r", "b"], isShown: false) == "\u{1B}[31mred\r\na\rb")
    }

    @Test(
        arguments: [
            (["one\ntwo\n"], "one\ntwo\n"), ([".", ".", ".\n"], "...\n"), (["no end"], "no end\n"),
            (["a\r\n", "b\r", "\n"], "a\nb\n"),
            (["\u{1B}[31", "mred\u{1B}", "[0m\n"], "red\n"), (["\u{1B}[2", "J"], ""), (["x\u{1B}"], "x\n"), ([""], ""),
            (["a\n", "b"], "a\nb\n"),
        ]
    )
    func `F09 on a terminal no control sequence gets through, however it is cut`(pieces: [String], expected: String) {
        #expect(shown(pieces) == expected)
    }

    @Test func `F09 what looks like the beginning of a sequence is not held back`() {
        var text = VerbatimText(isShown: true)
        #expect(text.append("a\u{1B}[" + String(repeating: "1", count: 500)).hasPrefix("a"))
    }
}
