import DustyCore
import Testing

@Suite struct IgnoreRulesTests {
    private func rules(_ files: [String: String]) -> IgnoreRules {
        var rules = IgnoreRules()
        for (directory, text) in files { rules.set(IgnoreRules.patterns(text.utf8), in: Array(directory.utf8)) }
        return rules
    }

    @Test(arguments: [
        ("*.log", "a.log", false, true), ("*.log", "deep/er/a.log", false, true), ("*.log", "a.logs", false, false),
        ("/a", "a", false, true), ("/a", "b/a", false, false), ("a/", "a", false, false), ("a/", "a", true, true),
        ("a/b", "a/b", false, true), ("a/b", "c/a/b", false, false), ("**/b", "a/c/b", false, true),
        ("a/**", "a/b/c", false, true), ("a/**/b", "a/b", false, true), ("a/**/b", "a/x/y/b", false, true),
        ("a*b", "a/b", false, false), ("a?c", "abc", false, true), ("[a-c]x", "bx", false, true),
        ("[!a-c]x", "bx", false, false), ("[[:digit:]]", "7", false, true), ("\\#a", "#a", false, true),
        ("#a", "#a", false, false), ("a ", "a", false, true), ("a\\ ", "a ", false, true),
        ("*.log\n!b.log", "b.log", false, false),
        ("\\!a", "!a", false, true), ("a\r", "a", false, true), ("[", "[", false, false),
        ("a**/x", "a/b/x", false, true),
    ])
    func `a line means what git takes it for`(lines: String, path: String, isDirectory: Bool, isIgnored: Bool) {
        #expect(rules(["": lines]).ignores(Array(path.utf8), isDirectory: isDirectory) == isIgnored)
    }

    @Test(arguments: ["**/", "*a", "a**/", "[a]*"])
    func `a line crafted to match forever matches nothing and ends`(piece: String) {
        let line = String(repeating: piece, count: 60_000) + "x"
        #expect(!rules(["": line]).ignores(Array(String(repeating: "a/", count: 500).utf8), isDirectory: false))
    }

    @Test func `the file of a deeper directory comes first, and nothing brings back what is in an ignored directory`() {
        let rules = rules(["": "*.log\nbuild/", "keep": "!*.log", "build": "!*"])
        #expect(!rules.ignoresWay(to: Array("keep/a.log".utf8), isDirectory: false))
        #expect(rules.ignoresWay(to: Array("other/a.log".utf8), isDirectory: false))
        #expect(rules.ignoresWay(to: Array("build/a".utf8), isDirectory: false))
    }

    @Test func `a pattern that would match forever is one that does not match`() {
        let pattern = String(repeating: "*a", count: 60) + "b"
        let name = String(repeating: "a", count: 250)
        #expect(!rules(["": pattern]).ignores(Array(name.utf8), isDirectory: false))
    }
}
