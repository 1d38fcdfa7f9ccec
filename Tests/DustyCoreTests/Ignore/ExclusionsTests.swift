import DustyCore
import Testing

@Suite struct ExclusionsTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func excludes(_ exclusions: Exclusions, _ path: String, isDirectory: Bool = false) -> Bool {
        exclusions.excludesWay(to: bytes(path), isDirectory: isDirectory)
    }

    @Test func `lines of specs come first, and the file of the repo has the last word`() {
        let exclusions = Exclusions(["*.log", "build/"], file: bytes("!keep.log\n/data\n"))
        #expect(excludes(exclusions, "a/b.log") && excludes(exclusions, "build/x") && excludes(exclusions, "data"))
        #expect(!excludes(exclusions, "keep.log") && !excludes(exclusions, "a/data") && !excludes(exclusions, "build"))
        #expect(exclusions.fault == nil && !exclusions.isEmpty && Exclusions([]).isEmpty)
    }

    @Test(arguments: ["#gitignore", "#gitignore \r"]) func `git's rules count when a line says so, after all others`(
        line: String
    ) {
        var exclusions = Exclusions([], file: bytes("\(line)\n!kept\n"))
        exclusions.learn(bytes("kept\nlost\n"), in: [])
        exclusions.learn(bytes("/inner\n"), in: bytes("a"))
        #expect(exclusions.takesGit && excludes(exclusions, "b/lost") && excludes(exclusions, "a/inner"))
        #expect(!excludes(exclusions, "kept") && !excludes(exclusions, "inner"))
        #expect(exclusions.depends(on: bytes("x/.gitignore")) && exclusions.depends(on: bytes(".dustyignore")))
        #expect(!exclusions.depends(on: bytes("x.gitignore")) && !exclusions.depends(on: bytes("x/.dustyignore")))
        let without = Exclusions([], file: bytes("# gitignore\n"))
        #expect(!without.takesGit && !without.depends(on: bytes(".gitignore")))
    }

    @Test(arguments: [
        "a**b", "**", "a/**/**/b", "*a*a*a*a*a*a*a*a*a", "[[:alpha:]]", "a[", "[]", "[!]", "[]a]", "[!]a]", "[^]a]",
        "a\\", "../x", "a//b",
        "a/**/b/**/c/**/d/**/e",
        String(repeating: "a", count: 1001), "a\u{7}b",
    ])
    func `a line that rsync would take for something else, or for long, does not count, which is said`(line: String) {
        let exclusions = Exclusions([], file: bytes("fine\n\(line)\n"))
        #expect(exclusions.fault?.hasPrefix("line 2 of .dustyignore does not count") == true)
        #expect(excludes(exclusions, "fine") && exclusions.filters.count == 1)
    }

    @Test func `a line of git's rules that does not count is said, with its file`() {
        func fault(_ text: String, in directory: String) -> String? {
            var exclusions = Exclusions([], file: bytes("#gitignore"))
            exclusions.learn(bytes(text), in: bytes(directory))
            return exclusions.fault
        }
        #expect(fault("a\n\n# [[:b\n*.py[co]\n", in: "") == nil)
        #expect(fault("a\n\n!x**y\n**z\n", in: "")?.hasPrefix("line 3 of .gitignore does not count: it is") == true)
        #expect(fault("a**b", in: "web/é")?.hasPrefix("line 1 of web/é/.gitignore does not count") == true)
        #expect(fault("a**b", in: "a\nb")?.hasPrefix("line 1 of \"a\\nb/.gitignore\" does not count") == true)
    }

    @Test func `too many lines do not count, which is said`() {
        let exclusions = Exclusions([], file: bytes((0..<2000).map { "f\($0)\n" }.joined()))
        #expect(exclusions.fault == "only the first 1000 lines of .dustyignore count")
        #expect(excludes(exclusions, "f999") && !excludes(exclusions, "f1000"))
        var git = Exclusions([], file: bytes("#gitignore"))
        for directory in 0..<10 { git.learn(bytes((0..<1000).map { "g\($0)\n" }.joined()), in: bytes("\(directory)")) }
        #expect(git.fault == "only 5000 lines of all .gitignore files count")
    }

    @Test(arguments: [
        ("*.log", ["- *.log"]), ("build/", ["- build/"]), ("/a", ["- /a"]), ("a/b", ["- /a/b"]), ("!a", ["+ a"]),
        ("**/b", ["- /b", "- /**/b"]), ("a/**", ["- /a/**"]), ("a/**/b", ["- /a/b", "- /a/**/b"]),
        ("[ab]c", ["- [ab]c"]), ("*.py[c]", ["- *.py[c]"]), ("[!a]", ["- [!a]"]), ("[^a]b", ["- [^a]b"]),
        ("\\#a", ["- #a"]), ("a\\*", ["- a\\*"]), ("a]\\?", ["- a\\]\\?"]), ("\\\\a", ["- \\a"]),
    ])
    func `a line is a rule of rsync`(line: String, rules: [String]) {
        let filters = Exclusions([line]).filters.map {
            ($0.excludes ? "- " : "+ ") + String(decoding: $0.pattern, as: UTF8.self)
        }
        #expect(filters == rules)
    }

    @Test func `a line of a directory's own file stays below it, whatever its name is`() {
        var exclusions = Exclusions([], file: bytes("#gitignore"))
        exclusions.learn(bytes("x\n/y/\n"), in: bytes("a*\n+ b"))
        let filters = exclusions.filters.map { String(decoding: $0.pattern, as: UTF8.self) }
        #expect(filters == ["/a\\*?+ b/y/", "/a\\*?+ b/x", "/a\\*?+ b/**/x"])
    }
}
