import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct LogLinesTests {
    @Test(arguments: [
        (#"{"level":"warn","msg":"slow","ms":12,"path":"/a b"}"#, #"WARN slow ms=12 path="/a b""#),
        (#"{"time":"2026-01-31T14:02:11Z","message":"a \"b\"","ctx":{"id":[1,2]}}"#, #"a "b" ctx={"id":[1,2]}"#),
        (#"{"msg":"two\nlines\u0041"}"#, "two linesA"),
    ])
    func `a line of JSON is put into words`(text: String, words: String) {
        #expect(JSONLine.readable(text) == words)
    }

    @Test(arguments: [
        "", "{", "{}", "plain", "{\"a\":}", "{\"a\":1", "[1]", "{\"a\":1} tail", "{\"a\":\"\\u12\"}", "{\"a\":\"b",
    ])
    func `what is no object stays as it is`(text: String) {
        #expect(JSONLine.readable(text) == nil)
    }

    @Test(
        arguments: [
            ("level,msg", "INFO hi"), ("message user", "hi user=ann"), ("!user", "INFO hi host=a"),
            ("user,ts", "ts=9 user=ann"),
            ("", "INFO hi host=a user=ann"), ("!", "INFO hi host=a user=ann"),
        ] as [(String, String)]
    )
    func `fields of JSON are chosen by name, or left out`(_ fields: String, _ words: String) {
        let line = #"{"ts":9,"level":"info","msg":"hi","host":"a","user":"ann"}"#
        #expect(JSONLine.readable(line, fields: JSONLine.Fields(fields)) == words)
    }

    @Test func `a line with none of the chosen fields stays as it is`() {
        #expect(JSONLine.readable(#"{"a":1}"#, fields: JSONLine.Fields("b")) == nil)
    }

    @Test func `the title says which fields are shown, and J shows lines as they are`() {
        var dashboard = Dashboard()
        dashboard.type(":fields level,msg")
        dashboard.press(.enter)
        dashboard.log([#"{"level":"info","msg":"hi","host":"a"}"#])
        #expect(dashboard.text.contains("json:level,msg") && dashboard.text.contains("INFO hi"))
        #expect(!dashboard.text.contains("host"))
        dashboard.press(.character("J"))
        #expect(!dashboard.model.logs.readsJSON)
    }

    @Test func `the command that shows a log is said`() {
        var dashboard = Dashboard()
        dashboard.log(["x"])
        #expect(dashboard.model.logCommand == "dusty logs -f admin")
        dashboard.type(":log command")
        dashboard.press(.enter)
        #expect(dashboard.notice == "The same as `dusty logs -f admin`.")
    }

    @Test func `what JSON escapes hide is hostile text like any other`() {
        let line = LogLine(
            source: "a",
            time: ExampleStack.now,
            stream: .out,
            text: #"{"msg":"\u001b]52;c;aGk=\u0007x\u009b31m\u202e"}"#
        )
        let shown = LogBuffer.Line(line, fields: .all).content.text
        #expect(shown.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x9B && $0.value != 0x202E })
        #expect(shown.contains("x"))
    }

    @Test(arguments: [
        ("2026-01-31 ERROR boom", LogLevel.failure), ("[error] boom", .failure), ("level=error msg=x", .failure),
        ("WARN slow", .warning), ("warning: unused", .warning), ("DEBUG x", .detail),
        ("{\"level\":\"fatal\"}", .failure),
    ])
    func `a line names its level`(text: String, level: LogLevel) {
        #expect(LogLevel.named(in: text) == level)
    }

    @Test(arguments: ["no error here", "errors were none", "Information", "an alert was seen", ""])
    func `a word in a sentence is no level`(text: String) {
        #expect(LogLevel.named(in: text) == nil)
    }

    @Test(arguments: [
        ("14:05", "2026-01-31T14:05:00Z"), ("9:05:30", "2026-01-31T09:05:30Z"), ("18:00", "2026-01-30T18:00:00Z"),
        ("2026-01-02 03:04", "2026-01-02T03:04:00Z"), ("2h", "2026-01-31T13:00:00Z"),
    ])
    func `a time is read as people write it`(text: String, moment: String) throws {
        let now = try #require(Timestamp("2026-01-31T15:00:00Z"))
        #expect(Clock.moment(text, now: now, utcOffset: 0) == Timestamp(moment))
        let hour = Timestamp(milliseconds: try #require(Timestamp("2026-01-31T14:00:00Z")).milliseconds)
        #expect(Clock.moment("15:00", now: hour, utcOffset: 3600) == hour)
    }

    @Test func `standard error and levels are told apart without colours and with them`() {
        var dashboard = Dashboard()
        let lines = [("plain", LogLine.Stream.out), ("of stderr", .err), ("ERROR boom", .out)].map { text, stream in
            LogLine(source: "admin", time: ExampleStack.now, stream: stream, text: text)
        }
        dashboard.send(.log("admin", LogBatch(lines: lines)))
        #expect(dashboard.row(with: "of stderr").contains("!14:") || dashboard.row(with: "of stderr").contains("! "))
        #expect(!dashboard.row(with: "plain").contains("!1"))
        // Programs that write all of their log there have done nothing wrong.
        let frame = dashboard.frame
        let marks = (1..<frame.size.height).flatMap { y in frame.row(y).dropFirst(48).filter { $0.glyph.text == "!" } }
        #expect(marks.map(\.style.role) == [.dim])
    }

    @Test func `J puts lines of JSON into words, and back`() {
        var dashboard = Dashboard()
        dashboard.press(.character("0"), .character("J"))
        dashboard.log([#"{"level":"info","msg":"ready"}"#])
        #expect(dashboard.text.contains("INFO ready"))
        dashboard.press(.character("J"))
        dashboard.log([#"{"level":"info","msg":"ready"}"#])
        #expect(dashboard.text.contains(#"{"level""#))
    }

    @Test func `| gives the lines that are shown to a command of the user's`() {
        var dashboard = Dashboard()
        dashboard.log(["one", "two", "other"])
        dashboard.press(.character("0"), .character("&"))
        dashboard.type("o")
        dashboard.press(.enter, .character("|"))
        #expect(dashboard.model.prompt?.text == "less")
        dashboard.press(.control("u"))
        dashboard.type("grep one")
        dashboard.press(.enter)
        #expect(dashboard.effects.contains(.lend(.pipe(command: "grep one", text: "one\ntwo\nother\n"))))
    }
}
