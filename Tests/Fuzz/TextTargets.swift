import DustyTerminal
import Foundation

@testable import DustyCore

/// A line of a container's log: no control sequence but colours reaches the terminal.
enum SanitizerTarget: FuzzTarget {
    @Sendable static func read(_ bytes: [UInt8]) {
        let line = Sanitizer.line(bytes)
        check(line.text)
        for run in line.runs {
            require(run.start >= 0 && Int(run.start) < line.text.utf8.count, "runs lie in the text")
        }
        let text = bytes.text
        let plain = Sanitizer.plain(text)
        require(Sanitizer.plain(plain) == plain, "what is clean stays as it is: \(plain.debugDescription)")
        let visible = Sanitizer.visible(text).text
        check(visible)
        require(Sanitizer.visible(visible).text == visible, "what is visible stays as it is")
        let clean = CleanText.line(text)
        check(clean)
        require(CleanText.line(clean) == clean, "what is clean stays as it is")
        check(CleanText.lines(text).filter { $0 != "\n" && $0 != "\t" })
        json(text)
        page(text)
    }

    private static func check(_ text: String) {
        for scalar in text.unicodeScalars {
            require(!CleanText.isHidden(scalar), "nothing is hidden: \(scalar.value) in \(text.debugDescription)")
        }
    }

    /// JSON means the same without hidden characters.
    private static func json(_ text: String) {
        guard let data = try? Wire.encode([text]) else { fatalError("a text cannot be sent: \(text)") }
        let clean = CleanText.json(Array(data))
        check(clean.text)
        require((try? Wire.decode([String].self, from: Data(clean))) == [text], "JSON means the same")
    }

    /// The page in place of an app is its own, whatever the app prints.
    private static func page(_ text: String) {
        let page = UnavailableApp(app: "shop", state: "exited 1", message: text, lines: [text])
        let html = page.page(nonce: "n").utf8
        let empty = UnavailableApp(app: "shop", state: "exited 1", message: "", lines: [""]).page(nonce: "n").utf8
        for byte in "<>\"'".utf8 {
            require(html.count { $0 == byte } == empty.count { $0 == byte }, "no text becomes a tag")
        }
    }
}

/// Text with secrets: none that is known is left, and taking them out comes to an end.
enum SecretsTarget: FuzzTarget {
    @Sendable static func read(_ bytes: [UInt8]) {
        let text = bytes.text
        let (left, _) = Redactor(secrets: ["Xy7-fuzzed", "line1\nline2"]).redact(text)
        require(!left.contains("Xy7-fuzzed"), "a secret that is known is taken out")
        let (twice, _) = Redactor().redact(left)
        require(twice.utf8.count <= 4 * left.utf8.count + 64, "marks do not pile up")
        _ = Redactor.withoutQuotedSettings(text)
    }
}
