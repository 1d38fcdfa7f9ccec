import DustyCore
import DustyTestSupport
import Testing

/// Documents that are made from the code are checked in. `make docs` writes them.
struct GeneratedDocumentsTests {
    @Test func theAPIsDescriptionIsUpToDate() throws {
        try GeneratedDocument.compare(try OpenAPIDocument.text(), with: "docs/openapi.yaml")
    }

    @Test func thePageOnCommandsIsUpToDate() throws {
        try GeneratedDocument.compare(CommandsDocument.text(), with: "docs/commands.md")
    }

    @Test func thePageOnKeysIsUpToDate() throws {
        try GeneratedDocument.compare(KeysDocument.text(), with: "docs/keys.md")
    }

    @Test func thePageOnTheDashboardIsUpToDate() throws {
        try GeneratedDocument.compare(DashboardDocument.text(), with: "docs/dashboard.md")
    }

    @Test func thePageOnWhoMayDoWhatIsUpToDate() throws {
        try GeneratedDocument.compare(PermissionsDocument.text(), with: "docs/permissions.md")
    }

    @Test func theReferenceOfSpecsIsUpToDate() throws {
        try GeneratedDocument.compare(SpecsDocument.text(), with: "docs/specs.md")
    }

    @Test(arguments: SpecGuide.kinds.map(\.name))
    func theSchemasAreUpToDate(kind: String) throws {
        try GeneratedDocument.compare(#require(SpecSchema.text(of: kind)), with: "docs/schemas/\(kind).json")
    }

    @Test func theTableHoldsEveryEndpointOnce() {
        #expect(Set(API.endpoints.map(\.id)).count == API.endpoints.count)
        #expect(Set(API.endpoints.map { "\($0.method) \($0.path)" }).count == API.endpoints.count)
    }
}
