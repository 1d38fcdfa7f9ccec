import DustyCore
import Foundation
import Testing

/// Documents that are made from the code are checked in. `make docs` writes them.
struct GeneratedDocumentsTests {
    @Test func theAPIsDescriptionIsUpToDate() throws {
        try compare(try OpenAPIDocument.text(), with: "docs/openapi.yaml")
    }

    @Test func thePageOnCommandsIsUpToDate() throws {
        try compare(CommandsDocument.text(), with: "docs/commands.md")
    }

    @Test func thePageOnKeysIsUpToDate() throws {
        try compare(KeysDocument.text(), with: "docs/keys.md")
    }

    @Test func thePageOnTheDashboardIsUpToDate() throws {
        try compare(DashboardDocument.text(), with: "docs/dashboard.md")
    }

    @Test func thePageOnWhoMayDoWhatIsUpToDate() throws {
        try compare(PermissionsDocument.text(), with: "docs/permissions.md")
    }

    @Test func theReferenceOfSpecsIsUpToDate() throws {
        try compare(SpecsDocument.text(), with: "docs/specs.md")
    }

    @Test(arguments: SpecGuide.kinds.map(\.name))
    func theSchemasAreUpToDate(kind: String) throws {
        try compare(#require(SpecSchema.text(of: kind)), with: "docs/schemas/\(kind).json")
    }

    @Test func theTableHoldsEveryEndpointOnce() {
        #expect(Endpoint.all.map(\.id) == Endpoint.ID.allCases)
        #expect(Set(Endpoint.all.map { "\($0.method) \($0.path)" }).count == Endpoint.all.count)
    }

    private func compare(_ text: String, with path: String) throws {
        let file = URL(filePath: #filePath).appending(path: "../../../../" + path).standardizedFileURL
        if ProcessInfo.processInfo.environment["DUSTY_WRITE_DOCUMENTS"] != nil {
            try Data(text.utf8).write(to: file, options: .atomic)
        }
        let checkedIn = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let same = checkedIn == text
        #expect(same, "\(path) is out of date; run `make docs`")
    }
}
