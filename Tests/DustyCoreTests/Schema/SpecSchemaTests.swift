import Foundation
import Testing

@testable import DustyCore

@Suite struct SpecSchemaTests {
    @Test(arguments: ["app", "lib", "bundle", "service"])
    func `A schema is JSON that names every key and refuses others`(_ kind: String) throws {
        let text = try #require(SpecSchema.text(of: kind))
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let table = try #require(SpecGuide.kinds.first { $0.name == kind }?.table)
        #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["additionalProperties"] as? Bool == false)
        let properties = try #require(schema["properties"] as? [String: [String: Any]])
        #expect(Set(properties.keys) == Set(table.names))
        #expect(properties.values.allSatisfy { ($0["description"] as? String)?.isEmpty == false })
        let required = schema["required"] as? [String] ?? []
        #expect(required == table.keys.filter(\.isRequired).map(\.name))
        let definitions = schema["$defs"] as? [String: [String: Any]] ?? [:]
        for reference in references(in: schema) { #expect(definitions[reference] != nil, "\(reference)") }
    }

    @Test func `There is no schema of something else`() {
        #expect(SpecSchema.text(of: "apps") == nil)
    }

    private func references(in value: Any) -> [String] {
        switch value {
        case let object as [String: Any]:
            let own = (object["$ref"] as? String).map { [String($0.dropFirst("#/$defs/".count))] } ?? []
            return own + object.values.flatMap(references)
        case let list as [Any]: return list.flatMap(references)
        default: return []
        }
    }
}
