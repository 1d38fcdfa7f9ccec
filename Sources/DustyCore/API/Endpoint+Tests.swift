extension Endpoint {
    /// `GET`: `[TestSuiteInfo]`.
    public static func testSuites(_ name: String) -> String { "/v1/tests/\(name)" }

    static let testsTable: [Definition] = [
        .get(
            .testSuites,
            testSuites("{name}"),
            "The test suites of an app or a lib, whether or not it is active.",
            .list("TestSuiteInfo"),
            [.path("name", "string", "App or lib.")],
            errors: [.notFound, .specs, .conflict]
        )
    ]
}
