import Testing

@testable import DustyTerminal

struct FrameTests {
    @Test func `text is cut at the edge, and a wide glyph never straddles it`() {
        var frame = Frame(size: Size(width: 5, height: 2))
        #expect(frame.write("abcdefgh", x: 2, y: 0, width: 99) == 3)
        #expect(frame.write("ab日本", x: 0, y: 1, width: 5) == 4)
        #expect(frame.text == "  abc\nab日")
        frame.write("本", x: 4, y: 0, width: 1)
        #expect(frame.text == "  abc\nab日")
    }

    @Test func `writing over half of a wide glyph removes the other half`() {
        var frame = Frame(size: Size(width: 4, height: 1))
        frame.write("日本", x: 0, y: 0, width: 4)
        frame.write("x", x: 1, y: 0, width: 1)
        #expect(frame.text == " x本")
        frame.write("y", x: 2, y: 0, width: 1)
        #expect(frame.text == " xy")
    }

    @Test func `marks stay on their letter`() {
        var frame = Frame(size: Size(width: 3, height: 1))
        #expect(frame.write("e\u{301}a", x: 0, y: 0, width: 3) == 2)
        #expect(frame.text == "e\u{301}a")
    }

    @Test func `places outside are no places`() {
        var frame = Frame(size: Size(width: 2, height: 2))
        frame.write("a", x: -1, y: 0, width: 2)
        frame.write("a", x: 0, y: 7, width: 2)
        frame.fill(Rect(x: 1, y: 1, width: 50, height: 50), with: "#")
        frame.restyle(Rect(x: -5, y: -5, width: 6, height: 6)) { $0.selected = true }
        #expect(frame.text == "\n #")
        #expect(frame.styles == "S.\n..")
    }
}
