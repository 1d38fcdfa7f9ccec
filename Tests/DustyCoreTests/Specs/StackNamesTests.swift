import DustyCore
import Testing

@Suite struct StackNamesTests {
    @Test func `The default stack has the original's names`() throws {
        let names = try StackNames("default")
        #expect(names == .standard)
        #expect(names.project == "dusty")
        #expect(names.containerName(for: "api") == "dusty_api_1")
        #expect(names.network == "dusty_default")
        #expect(names.ports?.lowerBound == 65_000)
        #expect(names.address == "127.65.0.1")
        #expect(names.hostsBegin == "# BEGIN section for Dusty")
        #expect(StackNames.proxyService == "dustyInternalNginx")
    }

    @Test func `Another stack shares nothing with it`() throws {
        let names = try StackNames("feature-1")
        #expect(names.project == "dusty-feature-1")
        #expect(names.containerName(for: "api") == "dusty-feature-1_api_1")
        #expect(names.hostsEnd == "# END section for Dusty stack feature-1")
        #expect(names.ports.map { $0.upperBound < 65_000 } == true)
        #expect(names.address.hasPrefix("127.65.") && names.address != "127.65.0.1")
    }

    @Test(arguments: [
        "", "A", "a b", "a/b", "..", "a.b", "-a", "a-", "a--b", "a\nb", "$x", "é", String(repeating: "a", count: 41),
    ])
    func `Names that could mean something elsewhere are refused`(_ name: String) {
        let error = #expect(throws: DustyError.self) { try StackNames(name) }
        #expect(error?.code == .invalid)
    }

    @Test func `Stacks beside the default one take nothing from each other`() throws {
        let all = try StackNames.slots.map { try StackNames("s\($0)", slot: $0) }
        #expect(Set(all.map(\.address)).count == 200)
        #expect(Set(all.flatMap { $0.subnets.values }).count == 400)
        #expect(all.allSatisfy { $0.ports == nil })
        let names = try StackNames("fix-ui", slot: 3)
        #expect(names.address == "127.65.3.1" && names.project == "dusty-fix-ui")
        #expect(names.image(of: "api") == "dusty-fix-ui/app/api")
        let images = ["db", "DB", "Db", "a..b", "a.b", "db-", "a__b"].compactMap(names.image)
        #expect(Set(images).count == 7)
        let repository = #/dusty-fix-ui/app/[a-z0-9]+(?:(?:[.]|_|__|-+)[a-z0-9]+)*/#
        #expect(images.allSatisfy { $0.wholeMatch(of: repository) != nil })
        #expect(StackNames.standard.image(of: "api") == nil && StackNames.standard.subnets.isEmpty)
    }

    @Test(arguments: [
        "a_b", "default", "all", "test", "test-api-1-1", "a-test-b", "a-test", "a--b", "A", "-a", "a.b", "",
        String(repeating: "a", count: 31),
    ])
    func `A new stack has no name that could be read as another's`(_ name: String) {
        #expect(!StackNames.isValid(name))
        #expect(throws: DustyError.self) { try StackNames(name, slot: 1) }
    }

    @Test(arguments: ["fix-ui", "a", "7", "testing", "latest-1", String(repeating: "a", count: 30)])
    func `Labels of host names are names of stacks`(_ name: String) throws {
        #expect(StackNames.isValid(name))
        #expect(throws: DustyError.self) { try StackNames(name, slot: 0) }
        #expect(throws: DustyError.self) { try StackNames(name, slot: 201) }
    }
}
