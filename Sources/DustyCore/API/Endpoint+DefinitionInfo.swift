extension Endpoint {
    /// `GET`: `DefinitionInfo`.
    public static func definitionInfo(_ name: String) -> String { "/v1/definitions/\(name)" }

    static let definitionInfoTable: [Definition] = [
        .get(
            .definition,
            definitionInfo("{name}"),
            "An active app or service: its spec, what it is compiled to, its environment.",
            .value("DefinitionInfo"),
            [
                .path("name", "string", "App or service."),
                .query("reveal", "boolean", "Give values of variables that look secret too."),
            ],
            errors: [.notFound, .specs, .conflict]
        )
    ]
}
