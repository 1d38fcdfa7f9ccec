extension Endpoint {
    static let planTable: [Definition] = [
        .get(
            .plan,
            plan,
            "What `up` would do, with the differences of the files it would write; touches nothing.",
            .value("PlanReport"),
            errors: [.specs, .conflict]
        )
    ]
}
