extension Endpoint {
    /// `GET` with `since`, `limit`: `[AuditRecord]`.
    public static let audit = "/v1/audit"

    static let auditTable: [Definition] = [
        .get(
            .audit,
            audit,
            "Who asked for which change and what came of it, oldest first.",
            .list("AuditRecord"),
            [
                .query("since", "string", "Only records of this moment (RFC 3339) and later."),
                .query("limit", "integer", "How many of the latest; 100 when absent."),
            ],
            errors: [.invalid, .failed]
        )
    ]

    /// Whether a request goes into the trail whatever comes of it; refused ones always do. The path is that of the endpoint which answers,
    /// as the table has it, since a client may spell it in many ways; nil when none does.
    public static func leavesTrail(method: String, path: String?) -> Bool {
        // A backup may stop containers, and an asset is a secret that is handed out.
        !["GET", "HEAD"].contains(method) || path.map([backup, assetContent].contains) == true
    }
}
