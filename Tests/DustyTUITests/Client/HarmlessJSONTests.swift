import DustyCore
import DustyTerminal
import DustyTestSupport
import Foundation
import Testing

@testable import DustyTUI

/// Text of an answer is harmless once it has come in, whatever the answer is.
@Suite struct HarmlessJSONTests {
    /// Text that would do something to a terminal, or hide something.
    private static let hostile = "a\u{1B}[31mb\u{1B}]0;t\u{7}\u{9B}2J\u{202E}c\r\nd\u{0}\te\u{E0041}"

    /// Every type of an endpoint's answer that is JSON, and refusals.
    private static let types: [String] = {
        let answers = API.endpoints.compactMap { endpoint -> String? in
            if case .bytes = endpoint.response { nil } else { endpoint.response.name }
        }
        return Set(answers + ["DustyError"]).sorted()
    }()

    /// The same value with hostile text in place of every text, and under a key that no type has.
    private func poisoned(_ value: Any) -> Any {
        switch value {
        case let object as [String: Any]:
            var object = object.mapValues(poisoned)
            object["a key of a newer daemon"] = Self.hostile
            object[Self.hostile] = [Self.hostile]
            return object
        case let items as [Any]: return items.map(poisoned)
        case let text as String: return text + Self.hostile
        default: return value
        }
    }

    /// All texts of a value with the keys that they have.
    private func texts(_ value: Any, _ key: String = "") -> [(key: String, text: String)] {
        switch value {
        case let object as [String: Any]: object.flatMap { [("", $0.key)] + texts($0.value, $0.key) }
        case let items as [Any]: items.flatMap { texts($0, key) }
        case let text as String: [(key, text)]
        default: []
        }
    }

    @Test(arguments: types) func `no text of an answer can do anything to a terminal`(_ type: String) throws {
        let examples = try SchemaTable().examples(of: type)
        #expect(!examples.isEmpty, "there is no example of \(type)")
        let exceptions = HarmlessJSON.exceptions[type] ?? [:]
        var unused = Set(exceptions.keys)
        for example in examples {
            let sent = try JSONSerialization.data(withJSONObject: poisoned(example))
            let entered = Data(HarmlessJSON.harmless(Array(sent), but: exceptions))
            for (key, text) in texts(try JSONSerialization.jsonObject(with: entered)) {
                unused.remove(key)
                let shown = text.unicodeScalars.filter { $0 != "\n" }
                let isHarmless = shown.allSatisfy { $0.isHarmless }
                switch exceptions[key] ?? .line {
                case .line: #expect(isHarmless && shown.count == text.unicodeScalars.count, "\(type).\(key)")
                case .lines: #expect(isHarmless, "\(type).\(key)")
                case .kept: #expect(text.hasSuffix(Self.hostile), "\(type).\(key)")
                }
            }
        }
        #expect(unused.isEmpty, "exceptions for what is not there")
    }

    @Test func `exceptions are of answers that there are`() {
        #expect(Set(HarmlessJSON.exceptions.keys).isSubset(of: Self.types))
    }

    @Test func `what can be seen stays as it was written, byte for byte`() throws {
        let json = #"{"a":"\"x\" \/ \\","b":["ü 日本 🦊",1.5e3,null,true],"c":{}}"#
        #expect(String(decoding: HarmlessJSON.harmless(Array(json.utf8), but: [:]), as: UTF8.self) == json)
        let content = Data(repeating: 0xFF, count: 200_000)
        let asset = AssetContent(name: "key", content: content)
        #expect(try entered(asset).content == content)
    }

    @Test func `lines are harmless each, and stay lines`() throws {
        var definition = WireExamples.definition
        definition.spec = "a: \u{1B}[31m1\r\nb: 2\n"
        definition.environment = [.init(name: "A\u{1B}", value: "\u{1B}[0m", overridden: false)]
        let entered = try entered(definition)
        #expect(entered.spec == "a: 1\nb: 2\n")
        #expect(entered.environment.map(\.name) == ["A"])
        #expect(entered.environment.map(\.value) == ["\u{1B}[0m"])
    }

    @Test(arguments: [#"{"a":"#, #"{"a":"\"#, #""\ud800""#, #"{"a":"\q"}"#, "]]}}", "", #"""#])
    func `what is no JSON is refused`(_ text: String) {
        #expect(throws: (any Error).self) { try HarmlessJSON.decode(VersionInfo.self, from: Data(text.utf8)) }
    }
}
