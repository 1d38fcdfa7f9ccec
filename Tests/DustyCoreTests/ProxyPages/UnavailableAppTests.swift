import Testing

@testable import DustyCore

@Suite struct UnavailableAppTests {
    @Test func `A hostile log line is text and nothing else`() {
        let evil = "</pre><script>alert(1)</script>\u{1B}[31m\u{1B}]0;title\u{7}\u{202E}&\"'<\u{301}b"
        let app = UnavailableApp(app: "api", state: "exited 1", message: "<b>", lines: [evil])
        let page = app.page(nonce: "n0")
        let log = page.split(separator: "<pre id=\"log\">")[1].split(separator: "</pre>")[0]
        #expect(!log.contains("<") && !log.unicodeScalars.contains("\u{1B}") && !log.unicodeScalars.contains("<"))
        #expect(log.contains("&lt;/pre&gt;&lt;script&gt;alert(1)"))
        #expect(!page.contains("\u{202E}") && !page.contains("<b>"))
        #expect(page.contains("exited 1"))
    }

    @Test func `Only the last lines are shown, and long ones are cut`() {
        let lines = (1...50).map { "line \($0)" } + [String(repeating: "x", count: 10_000)]
        let app = UnavailableApp(app: "api", state: "up", lines: lines)
        #expect(app.lines.count == UnavailableApp.lineCount)
        #expect(app.lines.last?.count == 500)
        #expect(app.lines.first == "line 32")
    }

    @Test func `The page loads nothing from elsewhere`() {
        let page = UnavailableApp(app: "api", state: "up").page(nonce: "n0")
        #expect(!page.contains("src=") && !page.contains("http://") && !page.contains("https://"))
        #expect(UnavailableApp.policy(nonce: "n0").hasPrefix("default-src 'none'"))
    }

    @Test func `For people without a browser it is a few words`() {
        let app = UnavailableApp(app: "api", state: "exited 1", message: "killed", lines: ["boom"])
        #expect(
            app.text
                == "api does not answer: it exited with code 1 (killed).\n\nIts last lines:\n  boom\n\nSee more: dusty logs api\n"
        )
    }
}
