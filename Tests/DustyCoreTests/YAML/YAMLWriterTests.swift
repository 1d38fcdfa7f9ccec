import Testing

@testable import DustyCore

@Suite struct YAMLWriterTests {
    @Test(arguments: [
        "", " ", "yes", "No", "on", "y", "null", "~", "0777", "22:22", "1e3", "1.5", "0x1F", "-", "- a", "a: b", "a #b",
        "#c", "'q'", "\"q\"",
        "a\\b", "a\nb", "a\tb", "*x", "&x", "!x", "%x", "@x", "`x", "{", "[", "]", "}", ",", "?", "|", ">", "日本",
        "é\u{301}", "\u{1F600}",
        "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", ".inf", "=", "<<", "2001-01-01", "--- a", "...",
    ])
    func `A text is read back as it was, as value and as key`(_ text: String) throws {
        let value: YAMLValue = .map([YAMLEntry("k" + text, .string(text)), YAMLEntry("l", .list([.string(text)]))])
        #expect(try SpecDocument.read(YAMLWriter.text(of: value), file: "x").value == value)
    }

    @Test func `Trees are read back as they were`() throws {
        let value: YAMLValue = [
            "a": [], "b": [:], "c": [["d": 1, "e": [true, .null]], [["x"], [:]]], "f": ["g": ["h": -7]],
            "i": .float("3.10"),
        ]
        #expect(try SpecDocument.read(YAMLWriter.text(of: value), file: "x").value == value)
    }

    @Test(
        arguments: [
            ("yes", .bool(true)), ("Off", .bool(false)), ("~", .null), ("0777", .int(511)), ("0x1F", .int(31)),
            ("1_000", .int(1000)),
            ("-5", .int(-5)), ("+5", .int(5)), ("0", .int(0)), ("22:22", .string("22:22")), ("3.10", .float("3.10")),
            ("1.2.3", .string("1.2.3")),
            ("0o17", .int(15)), ("089", .string("089")), ("-", .string("-")), ("--1", .string("--1")),
            (".5", .float(".5")), ("y", .string("y")),
        ] as [(String, YAMLValue)]
    )
    func `Plain scalars mean what YAML 1.1 says, but for pairs of ports`(_ text: String, _ value: YAMLValue) {
        #expect(YAMLScalar.resolve(text) == value)
    }
}
