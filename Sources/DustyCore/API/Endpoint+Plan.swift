extension Endpoint {
    static let planTable: [Definition] = [
        .get(
            .plan,
            plan,
            "What `up` would do, with the differences of the files it would write; touches nothing.",
            .value("PlanReport"),
            errors: [.specs, .conflict]
        ),
        .get(
            .syncPreview,
            syncPreview,
            "What a sync would send to the machine and delete there; touches nothing.",
            .list("SyncPreview"),
            [
                .query("name", "string", "Repo, app or lib; may be repeated. Without it every repo in use."),
                .query("exact", "boolean", "Whether what containers made would be deleted too. Default false."),
            ],
            errors: [.invalid, .notFound, .specs, .conflict]
        ),
    ]
}
