import DustyTestSupport
import Testing

@testable import DustyTerminal

struct SanitizerTests {
    @Test(arguments: [
        ("plain", "plain"), ("a\u{1B}[2Jb", "ab"), ("a\u{1B}]0;title\u{7}b", "ab"),
        ("a\u{1B}]8;;http://x\u{1B}\\b", "ab"),
        ("a\u{1B}]52;c;aGk=\u{9C}b", "ab"), ("a\u{1B}Pq#0\u{1B}\\b", "ab"), ("a\u{1B}_app\u{1B}\\b", "ab"),
        ("a\u{1B}^pm\u{1B}\\b", "ab"), ("a\u{1B}Xsos\u{1B}\\b", "ab"), ("a\u{9B}31mb", "ab"),
        ("a\u{9D}0;t\u{7}b", "ab"),
        ("a\u{1B}(Bb", "ab"), ("a\u{1B}cb", "ab"), ("a\u{1B}", "a"), ("a\u{1B}[", "a"), ("a\u{1B}[12;", "a"),
        ("a\u{7}\u{8}\u{7F}\u{0}b", "ab"), ("a\u{85}b", "ab"), ("a\u{202E}b\u{2066}c", "abc"),
        ("a\u{200B}\u{FEFF}b", "ab"),
        ("old\rnew", "new"), ("kept\r", "kept"), ("kept\r\u{1B}[K", "kept"), ("a\tb", "a       b"),
        ("12345678\tb", "12345678        b"), ("a\nb", "a b"), ("e\u{301}", "e\u{301}"), ("日本", "日本"),
    ])
    func `only what can be seen stays`(_ text: String, _ wanted: String) {
        #expect(Sanitizer.plain(text) == wanted)
    }

    @Test func `a sequence that is never ended takes no more than its limit`() {
        let open = "a\u{1B}]0;" + String(repeating: "x", count: 5000) + "end"
        #expect(Sanitizer.plain(open).hasSuffix("end"))
        #expect(Sanitizer.plain("a\u{1B}]0;title\nnext").hasSuffix("next"))
        #expect(Sanitizer.plain("a\u{1B}]0;title\u{1B}[31mred").hasSuffix("red"))
    }

    @Test func `bytes that are no UTF-8 are marked`() {
        #expect(Sanitizer.line([0x61, 0xFF, 0x62]).text == "a\u{FFFD}b")
        #expect(Sanitizer.line([0xC0, 0xAF]).text == "\u{FFFD}\u{FFFD}")
        #expect(Sanitizer.line([0xED, 0xA0, 0x80]).text == "\u{FFFD}\u{FFFD}\u{FFFD}")
        #expect(Sanitizer.line([0xE2, 0x82]).text == "\u{FFFD}\u{FFFD}")
    }

    @Test func `colours stay as data`() {
        let line = Sanitizer.line("a\u{1B}[1;31mb\u{1B}[0mc\u{1B}[38;5;200md\u{1B}[48;2;255;0;0me\u{1B}[39;49mf")
        #expect(line.text == "abcdef")
        #expect(
            line.runs == [
                .init(start: 1, ink: Ink(foreground: 1, attributes: .bold)), .init(start: 2, ink: .plain),
                .init(start: 3, ink: Ink(foreground: 200)), .init(start: 4, ink: Ink(foreground: 200, background: 196)),
                .init(start: 5, ink: .plain),
            ]
        )
    }

    @Test(arguments: ["38;2;255;0;0", "38:2:255:0:0", "38:2::255:0:0"])
    func `every spelling of true colour is the nearest of 256`(_ parameters: String) {
        #expect(Sanitizer.line("\u{1B}[\(parameters)mx").runs == [.init(start: 0, ink: Ink(foreground: 196))])
    }

    @Test func `private and broken colour sequences change nothing`() {
        for sequence in ["\u{1B}[>4;2m", "\u{1B}[?1m", "\u{1B}[38;5m", "\u{1B}[38m", "\u{1B}[999m"] {
            #expect(Sanitizer.line("\(sequence)x") == StyledText("x"))
        }
    }

    @Test func `a line has an end`() {
        let long = Sanitizer.plain(String(repeating: "x", count: 200_000))
        #expect(long.utf8.count < Sanitizer.lineLimit + 64)
        #expect(long.hasSuffix("more bytes]"))
    }

    @Test func `whatever bytes come, nothing that controls a terminal goes out`() {
        // Bytes that matter come often, so that random lines hit sequences and their ends.
        let pieces: [[UInt8]] = [
            [0x1B], [0x5B], [0x5D], [0x07], [0x1B, 0x5C], [0xC2, 0x9B], [0xC2, 0x9C], [0x6D], [0x3B], [0x33, 0x38],
            [0x0D],
            [0x0A], [0x09], [0x50], [0xE2, 0x80, 0xAE], [0xF0, 0x9F, 0x91, 0xA8], [0xE2, 0x80, 0x8D], [0xFF], [0xC3],
            [0x00],
            [0x41], [0x62, 0x63],
        ]
        var random = SeededGenerator(state: 42)
        for _ in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<40, using: &random) {
                bytes +=
                    Bool.random(using: &random)
                    ? pieces.randomElement(using: &random) ?? [] : [UInt8.random(in: 0...255, using: &random)]
            }
            let line = Sanitizer.line(bytes)
            let isSafe = line.text.unicodeScalars.allSatisfy { scalar in
                scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
                    && !(0x202A...0x202E).contains(scalar.value)
            }
            #expect(isSafe, "\(bytes)")
            #expect(line.runs.allSatisfy { Int($0.start) < line.text.utf8.count })
            #expect(Sanitizer.plain(line.text) == line.text, "a second time changes nothing: \(bytes)")
        }
    }
}
