import DustyCore
import Testing

@Suite struct RedactorTests {
    @Test(arguments: [
        ("clone https://ann:s3cret@github.com/org/x", "clone https://<redacted>@github.com/org/x"),
        ("https://ghp_abcdefghijklmnopqrstuvwx@github.com/x", "https://<redacted>@github.com/x"),
        ("DB_PASSWORD=hunter2 next", "DB_PASSWORD=<redacted> next"), ("--token abc123", "--token <redacted>"),
        ("--api-key=abc123", "--api-key=<redacted>"), (#"{"secret": "abc"}"#, #"{"secret": "<redacted>"}"#),
        ("Authorization: Bearer abcdef123456", "Authorization: Bearer <redacted>"),
        ("key ghp_abcdefghijklmnopqrstuvwx!", "key <redacted>!"), ("AKIAABCDEFGHIJKLMNOP", "<redacted>"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nafter", "<redacted>\n\n\nafter"),
        ("value is plain-known here", "value is <redacted> here"),
        ("nothing to hide: 80 ports", "nothing to hide: 80 ports"),
        ("http://web.shop.test/ answers", "http://web.shop.test/ answers"),
    ])
    func `A135 secrets are taken out and the rest stays`(text: String, expected: String) {
        let (redacted, count) = Redactor(secrets: ["plain-known", "no"]).redact(text)
        #expect(redacted == expected)
        #expect((count > 0) == (text != expected))
    }

    @Test(arguments: [
        "| first-line-of-it", "second/line", #"{"a":"first-line-of-it\n  second/line\n"}"#, #""second\/line""#,
        #"pw=quo"ted\value-of-pair"#, #"{"a":"quo\"ted\\value-of-pair"}"#, "x: 'it''s-a-value'",
    ])
    func `a value is taken out line by line too, and however it is quoted`(text: String) {
        let redactor = Redactor(secrets: [
            "first-line-of-it\n  second/line\n", #"quo"ted\value-of-pair"#, "it's-a-value",
        ])
        let shown = redactor.redact(text).text
        #expect(shown.contains(Redactor.mark))
        for part in ["first-line", "second", "quo", "value-of-pair", "a-value"] { #expect(!shown.contains(part)) }
    }

    @Test func `doing it twice changes nothing more`() {
        let redactor = Redactor(secrets: ["abcdef"])
        let once = redactor.redact("token=abcdef password: x https://a:b@c/ Bearer abcdefghi").text
        #expect(redactor.redact(once).text == once)
    }

    @Test func `a secret goes whatever stands beside it`() {
        #expect(
            Redactor(secrets: ["abcdef"]).redact("abcdef\u{301}, \u{600}abcdef").text
                == "<redacted>\u{301}, \u{600}<redacted>"
        )
        let key = "-----BEGIN RSA PRIVATE KEY-----\r\nMIIE\r\n-----END RSA PRIVATE KEY-----\r\nafter"
        #expect(Redactor().redact(key).text.hasSuffix("after"))
        #expect(!Redactor().redact(key).text.contains("MIIE"))
    }

    /// Each took minutes once: patterns that go back over what they have read do so for each of the words in it.
    @Test(
        .timeLimit(.minutes(5)),
        arguments: ["password", "secret-a-", "-token-", "token http://", "eyJaaaaaaaaaa", "api_key ", "bearer ", "a:/"]
    )
    func `a line that is made to take long does not`(_ word: String) {
        let line = String(repeating: word, count: (16 << 10) / word.utf8.count)
        #expect(Redactor().redact("key://" + line).text.utf8.count <= 2 * line.utf8.count)
    }

    @Test func `F18 with line ends of Windows no more and no less is taken out`() {
        let text = "a: 1\nDB_PASSWORD=hunter2\n-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nb: 2\n"
        let windows = text.replacing("\n", with: "\r\n")
        let redacted = Redactor().redact(windows)
        #expect(redacted.text.replacing("\r\n", with: "\n") == "a: 1\nDB_PASSWORD=<redacted>\n<redacted>\n\n\nb: 2\n")
        #expect(redacted.count == 2)
    }
}
