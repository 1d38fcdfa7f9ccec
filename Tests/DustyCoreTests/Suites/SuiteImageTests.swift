import Testing

@testable import DustyCore

@Suite struct SuiteImageTests {
    private static let api = RepoReference("/src/api")
    private static let paint = RepoReference("/src/paint")
    private static let base = RepoReference("/src/base")

    private func key(_ name: String, base: String = "b", _ repos: [RepoReference: String] = [:]) throws -> String {
        SuiteImage(try TestFixture.target(name), names: .standard, base: base, repos: repos).key
    }

    @Test func `A89 an image is named after its target and what went into it`() throws {
        let image = SuiteImage(try TestFixture.target("api"), names: .standard, base: "b", repos: [:])
        #expect(image.name == "dusty/test_api:\(image.key)")
        #expect(try key("api") == key("api"))
        #expect(try key("api") != key("api", base: "c"))
        let other = SuiteImage(try TestFixture.target("api"), names: try StackNames("x"), base: "b", repos: [:])
        #expect(other.repository == "dusty-x/test_api")
    }

    @Test func `with once commands every repo counts`() throws {
        #expect(try TestFixture.target("api").setupRepos == [Self.api, Self.base, Self.paint])
        for repo in [Self.api, Self.paint, Self.base] {
            #expect(try key("api", [repo: "changed"]) != key("api"))
        }
    }

    @Test func `with installs of libs alone only libs count`() throws {
        #expect(try TestFixture.target("paint").setupRepos == [Self.base])
        #expect(try key("paint", [Self.paint: "changed"]) == key("paint"))
        #expect(try key("paint", [Self.base: "changed"]) != key("paint"))
    }

    @Test func `where nothing runs no repo counts`() throws {
        let plain = try TestFixture.target("plain")
        #expect(!plain.hasSetup)
        #expect(plain.setupRepos.isEmpty)
    }

    @Test func `a changed command makes another image`() throws {
        var specs = TestFixture.specs
        specs.apps["api"]?.test.once = ["pip install y"]
        let changed = SuiteImage(try SuiteTarget("api", in: specs), names: .standard, base: "b", repos: [:])
        #expect(changed.key != (try key("api")))
    }
}
