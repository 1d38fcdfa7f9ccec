import Testing

@testable import DustyCore

@Suite struct SuiteTargetTests {
    @Test func `A125 an unknown app or lib is an error with a guess`() {
        let error = #expect(throws: DustyError.self) { try TestFixture.target("apo") }
        #expect(error?.code == .notFound)
        #expect(error?.hint == "did you mean `api`?")
        #expect(throws: DustyError.self) { try SuiteTarget.suites(of: "nobody", in: TestFixture.specs) }
    }

    @Test func `A125 an unknown suite is an error with a guess, and all needs at least one`() throws {
        let api = try TestFixture.target("api")
        let error = #expect(throws: DustyError.self) { try api.suites(TestRequest(suite: "unti")) }
        #expect(error?.message == "api has no test suite `unti`")
        #expect(error?.hint == "did you mean `unit`?")
        let empty = #expect(throws: DustyError.self) {
            try TestFixture.target("untested").suites(TestRequest(suite: "all"))
        }
        #expect(empty?.code == .notFound)
    }

    @Test func `A127 all stands for every suite in written order, in any case`() throws {
        let api = try TestFixture.target("api")
        #expect(try api.suites(TestRequest(suite: "ALL")).map(\.name) == ["unit", "integration"])
        #expect(try api.suites(TestRequest(suite: "integration")).map(\.name) == ["integration"])
    }

    @Test func `suites are listed by name, active or not`() throws {
        #expect(try SuiteTarget.suites(of: "api", in: TestFixture.specs).map(\.name) == ["integration", "unit"])
        #expect(
            try SuiteTarget.suites(of: "paint", in: TestFixture.specs) == [
                TestSuiteInfo(name: "unit", description: "Quick ones", defaultArgs: "-k 'two words'")
            ]
        )
    }

    @Test func `the base is that of the tests, else that of the app`() throws {
        #expect(try TestFixture.target("paint").base == .image("python:3.11"))
        #expect(try TestFixture.target("plain").base == .image("plain:1"))
        #expect(try TestFixture.target("api").base == .build(directory: ".", options: ["args": ["A": "1"]]))
        let error = #expect(throws: DustyError.self) { try TestFixture.target("base") }
        #expect(error?.code == .conflict)
    }

    @Test func `libs are the closure, dependencies first, without the lib under test`() throws {
        #expect(try TestFixture.target("api").libs.map(\.name) == ["base", "paint"])
        #expect(try TestFixture.target("paint").libs.map(\.name) == ["base"])
    }
}
