extension Endpoint {
    /// Every endpoint of the API, area by area.
    public static let all: [Definition] =
        stackTable
        + jobsTable
        + logsTable
        + bundlesTable
        + reposTable
        + specsTable
        + testsTable
        + maintenanceTable
        + assetsTable
        + envTable
        + configTable
        + machinesTable
        + execTable
        + archiveTable
        + planTable
        + definitionInfoTable
        + auditTable

    /// The definition of an endpoint.
    public static func definition(_ id: ID) -> Definition {
        guard let definition = all.first(where: { $0.id == id }) else {
            preconditionFailure("\(id) is missing in the table")
        }
        return definition
    }

    private static let stackTable: [Definition] = [
        .get(.version, version, "Who answers.", .value("VersionInfo")),
        .get(.status, status, "The stack as it is now.", .value("Snapshot")),
        .get(.watch, watch, "The stack as it is now, and again after every change.", .stream("Snapshot")),
    ]

    private static let jobNumber = Parameter.path("id", "integer", "Number of the job.")

    private static let jobsTable: [Definition] = [
        .get(.jobs, jobs, "Running and recent jobs, newest first.", .list("Job")),
        .post(
            .startJob,
            jobs,
            "Starts a job, which goes on when the caller leaves.",
            takes: "JobRequest",
            .value("Job"),
            status: 201,
            errors: [.invalid, .notFound, .busy, .conflict]
        ),
        .get(.job, "\(jobs)/{id}", "One job.", .value("Job"), [jobNumber], errors: [.invalid, .notFound]),
        .get(
            .jobEvents,
            "\(jobs)/{id}/events",
            "A job's events from the first to `finished`, whenever one asks.",
            .stream("JobEvent"),
            [jobNumber],
            errors: [.invalid, .notFound]
        ),
        .post(
            .cancelJob,
            "\(jobs)/{id}/cancel",
            "Asks a job to stop; its events tell when it has.",
            .value("Job"),
            [jobNumber],
            errors: [.invalid, .notFound, .conflict]
        ),
    ]

    private static let logsTable: [Definition] = [
        .get(
            .logs,
            logs,
            "Log lines of apps and services, in batches.",
            .stream("LogBatch"),
            [
                .query("name", "string", "App or service.", required: true, repeats: true),
                .query("follow", "boolean", "Keep the stream open and send what comes."),
                .query(
                    "tail",
                    "integer",
                    "How many of the latest lines of each to begin with; all there are when absent."
                ),
                .query("since", "string", "Only lines of this moment (RFC 3339) and later."),
                .query("parts", "boolean", "Send lines over 64 KiB in parts instead of cutting them off."),
            ],
            errors: [.invalid, .notFound, .conflict, .unavailable]
        )
    ]

    private static let bundlesTable: [Definition] = [
        .get(.bundles, bundles, "Every bundle of the specs.", .list("BundleStatus"), errors: [.specs, .conflict]),
        .post(
            .changeBundles,
            bundles,
            "Activates or deactivates bundles; answers all of them.",
            takes: "BundleRequest",
            .list("BundleStatus"),
            errors: [.invalid, .notFound, .specs, .conflict]
        ),
    ]

    private static let reposTable: [Definition] = [
        .get(
            .repos,
            repos,
            "Every repo of the specs, the specs repo included.",
            .list("RepoStatus"),
            errors: [.specs, .conflict]
        ),
        .post(
            .changeRepo,
            repos,
            "Overrides a repo with a directory, or gives it back; answers all of them.",
            takes: "RepoRequest",
            .list("RepoStatus"),
            errors: [.invalid, .notFound, .specs, .conflict]
        ),
        .post(
            .changeRepos,
            repoChanges,
            "Overrides several repos or gives them back, all or none; answers all of them.",
            takes: "RepoChanges",
            .list("RepoStatus"),
            errors: [.invalid, .notFound, .specs, .conflict, .failed]
        ),
    ]

    private static let specsTable: [Definition] = [
        .get(
            .validate,
            validate,
            "Checks the configured specs; finding problems is not an error.",
            .value("ValidationReport"),
            errors: [.conflict]
        )
    ]
}
