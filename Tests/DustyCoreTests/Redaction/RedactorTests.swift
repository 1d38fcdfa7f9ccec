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

    @Test func `doing it twice changes nothing more`() {
        let redactor = Redactor(secrets: ["abcdef"])
        let once = redactor.redact("token=abcdef password: x https://a:b@c/ Bearer abcdefghi").text
        #expect(redactor.redact(once).text == once)
    }
}
