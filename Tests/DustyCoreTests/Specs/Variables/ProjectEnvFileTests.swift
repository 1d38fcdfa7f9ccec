import Testing

@testable import DustyCore

/// A project's `.env` as Compose reads it; `test_specs.py` compares more of them with Compose itself.
@Suite struct ProjectEnvFileTests {
    private func values(_ text: String) -> [String: String] {
        let (variables, _, faults) = EnvFile.project(text)
        #expect(faults.filter { !$0.isWarning } == [])
        return Dictionary(variables.map { ($0.name, $0.value) }) { $1 }
    }

    @Test(arguments: [
        ("V=a b", "a b"), ("export V=1", "1"), ("V = sp ", "sp"), ("  V=in", "in"), ("V: yaml", "yaml"),
        ("V=a=b", "a=b"),
        ("V=", ""), ("V=a#b # c", "a#b"), ("V= # c", "# c"), ("V=\"a\" # c", "a"), ("V='$A \\n'", "$A \\n"),
        ("V='it\\'s'", "it's"), ("V=\"a\\\"b\\\\\"", "a\"b\\"), ("V=\"l\\n\\t|\"", "l\n\t|"),
        ("V=\"two\nlines\"", "two\nlines"),
        ("V=\"\\$A $$A $A\"", "$A $A one"), ("V=${A}${NOT:-d}", "oned"), ("V=\\$A", "\\one"), ("V=a\"b\"", "a\"b\""),
        ("V=\"\\0101 \\012 \\c \\07\"", "A \\12 \\c \\7"), ("V=1\nV=2", "2"), ("V=\"a\"\nW=b", "a"),
        ("V=x\r\nW=y\r\n", "x"),
        ("V=\"a\r\nb\"", "a\nb"), ("\u{FEFF}V=bom", "bom"), ("#V=0\nV=1 #", "1"), ("V[0]=x\nV=é $A", "é one"),
    ])
    func `values are what Compose makes of them`(text: String, value: String) {
        #expect(values(text.hasPrefix("\u{FEFF}") ? text : "A=one\n" + text)["V"] == value)
    }

    @Test(arguments: [
        ("A=1\nB\n", 2, 1), ("A=1\n=x\n", 2, 1), ("A B=1\n", 1, 2), ("A=1\n\n export B@C=1\n", 3, 10),
        ("A=\"x\n\nB=1\n", 1, 3),
        ("A='x' y\n", 1, 7), ("A=é ${\n", 1, 3), ("A=\"l\nm ${\"\n", 1, 3), ("A=1\nB=${C:?x}\n", 2, 3),
        ("A=\"\\0000\"", 1, 3),
    ])
    func `what is wrong has a place`(text: String, line: Int, column: Int) {
        let fault = EnvFile.project(text).faults.first
        #expect(fault?.place == SpecPlace(line: line, column: column) && fault?.isWarning == false)
    }

    @Test func `the rest is read where something is wrong`() {
        let (variables, _, faults) = EnvFile.project("A=1\nB@=2\nC=3\nD\nE='5' 6\nF=7\nG=$NOT|\n")
        #expect(variables.map(\.name) == ["A", "C", "F", "G"])
        #expect(faults.map(\.place.line) == [2, 4, 5, 7] && faults.map(\.isWarning) == [false, false, false, true])
    }

    @Test func `what is made of a secret is one`() {
        let text = "API_KEY=k\nURL=http://x/${API_KEY}\nNOTE=$URL\nPLAIN=1\nDSN_X=$PLAIN\nNOTE2='$URL'\n"
        #expect(EnvFile.project(text).secrets == ["API_KEY", "URL", "NOTE", "DSN_X"])
    }

    @Test func `however much is not set, all lines are read, and what is not reported is counted`() {
        let gone = (1...30).map { "V\($0)=${GONE\($0)}\n" }.joined()
        let (variables, _, faults) = EnvFile.project(gone + "DATA=/data\n")
        #expect(variables.last == EnvVariable(name: "DATA", value: "/data") && variables.count == 31)
        #expect(faults.count == 21 && faults.filter { !$0.isWarning } == [])
        #expect(faults.last?.message.hasPrefix("10 more values ") == true)
    }

    @Test func `reading that ends early says so as an error`() {
        let (variables, _, faults) = EnvFile.project(String(repeating: "x\n", count: 20) + "DATA=/data\n")
        #expect(variables == [] && faults.count == 21)
        #expect(faults.last?.isWarning == false && faults.last?.place == SpecPlace(line: 21, column: 1))
        #expect(faults.last?.message.hasPrefix("nothing from here on is read") == true)
        #expect(EnvFile.project(String(repeating: "x\n", count: 20)).faults.count == 20)
    }

    @Test(arguments: [
        "DB_PASSWORD=hunter$ecret99", "DB_PASSWORD=hunter${ecret99}x", "NOTE=pa$ecret99",
        "URL=postgres://u:pa${ecret99}@h/", "X=${DB_PASSWORD:-a${ecret99}}", "X=${Y:-a$ecret99}",
        "DB_PASSWORD=a${ecret99:?ecret99}",
    ])
    func `what may be part of a password is no name of a variable`(line: String) {
        let faults = EnvFile.project("A=1\n\(line)\n").faults
        #expect(!faults.isEmpty && faults.allSatisfy { $0.place.line == 2 && $0.place.column > 1 })
        #expect(!"\(faults)".contains("ecret99"))
    }

    @Test func `a variable in braces is named`() {
        let fault = EnvFile.project("NOTE=a ${GONE} $OTHER\n").faults.first
        #expect(fault?.message == "`GONE` is not set above this line, so nothing takes its place")
        #expect(fault?.hint.contains("${GONE:-default}") == true)
    }

    @Test(.timeLimit(.minutes(1))) func `there are bounds`() {
        let many = (0...1100).map { "V\($0)=\n" }.joined()
        let (variables, _, faults) = EnvFile.project(many)
        #expect(variables.count == 1000 && faults.count == 1 && faults[0].place.line == 1001)
        #expect(EnvFile.project(String(repeating: "x\n", count: 50_000)).faults.count == 21)
        let deep = "V=" + String(repeating: "${a-", count: 30_000) + String(repeating: "}", count: 30_000)
        #expect(EnvFile.project(deep).faults.count == 1)
    }
}
