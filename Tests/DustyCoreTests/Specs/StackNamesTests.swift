import DustyCore
import Testing

@Suite struct StackNamesTests {
    @Test func `The default stack has the original's names`() throws {
        let names = try StackNames("default")
        #expect(names == .standard)
        #expect(names.project == "dusty")
        #expect(names.containerName(for: "api") == "dusty_api_1")
        #expect(names.network == "dusty_default")
        #expect(names.portBase == 65_000)
        #expect(names.address == "127.65.0.1")
        #expect(names.hostsBegin == "# BEGIN section for Dusty")
        #expect(StackNames.proxyService == "dustyInternalNginx")
    }

    @Test func `Another stack shares nothing with it`() throws {
        let names = try StackNames("feature-1")
        #expect(names.project == "dusty-feature-1")
        #expect(names.containerName(for: "api") == "dusty-feature-1_api_1")
        #expect(names.hostsEnd == "# END section for Dusty stack feature-1")
        #expect(names.ports.upperBound < 65_000)
        #expect(names.address.hasPrefix("127.65.") && names.address != "127.65.0.1")
    }

    @Test(arguments: [
        "", "A", "a b", "a/b", "..", "a.b", "-a", "a-", "a--b", "a\nb", "$x", "é", String(repeating: "a", count: 41),
    ])
    func `Names that could mean something elsewhere are refused`(_ name: String) {
        let error = #expect(throws: DustyError.self) { try StackNames(name) }
        #expect(error?.code == .invalid)
    }
}
