extension Endpoint {
    /// What one endpoint takes and answers; both ends and the OpenAPI document are made from `Endpoint.all`.
    public struct Definition: Sendable, Equatable {
        /// Which endpoint it is.
        public let id: ID
        /// HTTP method.
        public let method: String
        /// Path; a variable part is written `{name}`.
        public let path: String
        /// What it does, one sentence.
        public let summary: String
        /// Variables of the path and the query.
        public let parameters: [Parameter]
        /// Type of the request's body; nil when it has none.
        public let request: String?
        /// Type of the answer, or of each document of the stream.
        public let response: Payload
        /// Status of a successful answer.
        public let status: Int
        /// How it can fail, besides `forbidden`, `unavailable` and `internal`, which any endpoint can.
        public let errors: [DustyError.Code]
    }

    /// Names of the endpoints.
    public enum ID: String, Sendable, CaseIterable {
        case version, status, watch, jobs, startJob, job, jobEvents, cancelJob, logs
        case bundles, changeBundles, repos, changeRepo, validate
    }

    /// A variable of a path or a query.
    public struct Parameter: Sendable, Equatable {
        /// Where a variable stands.
        public enum Place: String, Sendable {
            case path, query
        }

        /// Its name.
        public let name: String
        /// Where it stands.
        public let place: Place
        /// JSON Schema type of its value.
        public let type: String
        /// Whether it must be given.
        public let required: Bool
        /// Whether it may be given more than once.
        public let repeats: Bool
        /// What it means.
        public let summary: String
    }

    /// What an answer is made of.
    public enum Payload: Sendable, Equatable {
        /// One value of this wire type.
        case value(String)
        /// An array of values of this wire type.
        case list(String)
        /// Newline-delimited JSON, one value of this wire type a line, for as long as the connection holds or there is more.
        case stream(String)
    }
}

extension Endpoint {
    /// Every endpoint of the API.
    public static let all: [Definition] = [
        get(.version, version, "Who answers.", .value("VersionInfo")),
        get(.status, status, "The stack as it is now.", .value("Snapshot")),
        get(.watch, watch, "The stack as it is now, and again after every change.", .stream("Snapshot")),
        get(.jobs, jobs, "Running and recent jobs, newest first.", .list("Job")),
        post(
            .startJob,
            jobs,
            "Starts a job, which goes on when the caller leaves.",
            takes: "JobRequest",
            .value("Job"),
            status: 201,
            errors: [.invalid, .notFound, .busy, .conflict]
        ),
        get(.job, "\(jobs)/{id}", "One job.", .value("Job"), [jobNumber], errors: [.invalid, .notFound]),
        get(
            .jobEvents,
            "\(jobs)/{id}/events",
            "A job's events from the first to `finished`, whenever one asks.",
            .stream("JobEvent"),
            [jobNumber],
            errors: [.invalid, .notFound]
        ),
        post(
            .cancelJob,
            "\(jobs)/{id}/cancel",
            "Asks a job to stop; its events tell when it has.",
            .value("Job"),
            [jobNumber],
            errors: [.invalid, .notFound, .conflict]
        ),
        get(
            .logs,
            logs,
            "Log lines of apps and services, in batches.",
            .stream("LogBatch"),
            logParameters,
            errors: [.invalid, .notFound]
        ),
        get(.bundles, bundles, "Every bundle of the specs.", .list("BundleStatus"), errors: [.specs, .conflict]),
        post(
            .changeBundles,
            bundles,
            "Activates or deactivates bundles; answers all of them.",
            takes: "BundleRequest",
            .list("BundleStatus"),
            errors: [.invalid, .notFound, .specs, .conflict]
        ),
        get(
            .repos,
            repos,
            "Every repo of the specs, the specs repo included.",
            .list("RepoStatus"),
            errors: [.specs, .conflict]
        ),
        post(
            .changeRepo,
            repos,
            "Overrides a repo with a directory, or gives it back; answers all of them.",
            takes: "RepoRequest",
            .list("RepoStatus"),
            errors: [.invalid, .notFound, .specs, .conflict]
        ),
        get(
            .validate,
            validate,
            "Checks the configured specs; finding problems is not an error.",
            .value("ValidationReport"),
            errors: [.conflict]
        ),
    ]

    private static let jobNumber = Parameter(
        name: "id",
        place: .path,
        type: "integer",
        required: true,
        repeats: false,
        summary: "Number of the job."
    )

    private static let logParameters = [
        Parameter(
            name: "name",
            place: .query,
            type: "string",
            required: true,
            repeats: true,
            summary: "App or service."
        ),
        Parameter(
            name: "follow",
            place: .query,
            type: "boolean",
            required: false,
            repeats: false,
            summary: "Keep the stream open and send what comes."
        ),
        Parameter(
            name: "tail",
            place: .query,
            type: "integer",
            required: false,
            repeats: false,
            summary: "How many of the latest lines of each to begin with; all there are when absent."
        ),
    ]

    private static func get(
        _ id: ID,
        _ path: String,
        _ summary: String,
        _ response: Payload,
        _ parameters: [Parameter] = [],
        errors: [DustyError.Code] = []
    ) -> Definition {
        Definition(
            id: id,
            method: "GET",
            path: path,
            summary: summary,
            parameters: parameters,
            request: nil,
            response: response,
            status: 200,
            errors: errors
        )
    }

    private static func post(
        _ id: ID,
        _ path: String,
        _ summary: String,
        takes request: String? = nil,
        _ response: Payload,
        _ parameters: [Parameter] = [],
        status: Int = 200,
        errors: [DustyError.Code] = []
    ) -> Definition {
        Definition(
            id: id,
            method: "POST",
            path: path,
            summary: summary,
            parameters: parameters,
            request: request,
            response: response,
            status: status,
            errors: errors
        )
    }
}

extension DustyError.Code {
    /// The HTTP status that carries this error.
    public var statusCode: Int {
        switch self {
        case .invalid: 400
        case .forbidden: 403
        case .notFound: 404
        case .busy, .conflict, .cancelled: 409
        case .specs: 422
        case .internal: 500
        case .failed: 502
        case .unavailable: 503
        }
    }
}
