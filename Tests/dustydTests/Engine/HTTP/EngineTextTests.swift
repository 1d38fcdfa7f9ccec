import DustyCore
import DustyTestSupport
import Essentials
import Testing

@testable import dustyd

@Suite struct EngineTextTests {
    private func cleaned(_ text: String) throws -> String {
        let json = Array(try JSONEncoder().encode([text]))
        return try JSONDecoder().decode([String].self, from: Data(EngineText.cleaned(json: json)))[0]
    }

    @Test(arguments: ["plain", "ü € 漢 😀", "two\nlines\tand a tab", #"a "quote" and a \ "#, ""])
    func `what is seen stays as it is`(text: String) throws {
        #expect(try cleaned(text) == text)
        #expect(EngineText.cleaned(line: text) == text)
    }

    @Test(
        arguments: [
            "\u{1B}[31m", "\u{7}", "\u{9B}2J", "\u{202E}txt.exe", "\u{200B}", "\u{7F}", "\u{0}", "\u{FEFF}",
            "\u{E0041}",
        ]
    )
    func `what controls a terminal or hides is gone, however the engine writes it`(text: String) throws {
        func check(_ result: String) {
            for scalar in result.unicodeScalars {
                #expect(scalar.value >= 0x20 && !text.unicodeScalars.contains { $0 == scalar && !$0.isASCII })
                #expect(scalar != "\u{7F}" && scalar != "\u{1B}")
            }
        }
        check(try cleaned("a\(text)b"))
        check(EngineText.cleaned(line: "a\(text)b"))
        // Go writes some as escapes and some as they are.
        let units = text.utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        let escaped = Array("[\"a\(units.joined())b\"]".utf8)
        check(try JSONDecoder().decode([String].self, from: Data(EngineText.cleaned(json: escaped)))[0])
    }

    @Test func `a colour goes as a whole`() {
        #expect(EngineText.cleaned(line: "\u{1B}[1;31mred\u{1B}[0m") == "red")
        #expect(EngineText.cleaned(line: "one\rtwo") == "one\ntwo")
    }

    @Test func `JSON stays JSON whatever is in it`() throws {
        var generator = SeededGenerator(state: 12)
        let pieces = ["\\", "\"", "\u{1B}", "\u{9B}", "é", "\u{202E}", "😀", "\u{E0041}", "u001b", "\n", "x"]
        for _ in 0..<2000 {
            let text = (0..<8).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
            let once = try cleaned(text)
            #expect(try cleaned(once) == once)
        }
    }

    @Test func `cut off anywhere it is read to its end`() {
        let json = Array(#"["a\u001b[1m\ud834\udd73\r"]"#.utf8) + [0xE2, 0x80]
        for length in 0...json.count { _ = EngineText.cleaned(json: Array(json.prefix(length))) }
    }

    @Test func `labels, names and refusals come in cleaned`() async throws {
        try await withTemporaryDirectory { directory in
            let inspected = #"""
                {"Id":"c","Name":"/n","Image":"sha256:i","State":{"Status":"exited","ExitCode":1,"Error":"\u001b]0;x\u0007"},
                "Config":{"Image":"i","Tty":false,"Labels":{"com.docker.compose.service":"api\u001b[2J","k\u202e":"v"}}}
                """#
            let stub = StubEngine(in: directory) { request in
                request.line.hasPrefix("GET")
                    ? StubEngine.reply(200, inspected) : StubEngine.reply(409, #"{"message":"no \u001b[31mway"}"#)
            }
            defer { stub.stop() }
            let engine = DockerEngine(socketPath: stub.path)
            let container = try #require(try await engine.container("c"))
            let texts = [container.service, container.error ?? ""] + container.labels.keys + container.labels.values
            #expect(texts.joined().unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" })
            let error = await #expect(throws: DustyError.self) { try await engine.rename(container: "c", to: "d") }
            #expect(error?.message.contains("\u{1B}") == false)
        }
    }
}
