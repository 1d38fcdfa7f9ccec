extension JobRequest: JSONBody {}

extension Endpoint<NoInput, [Job]> {
    /// Running and recent jobs.
    public static var jobs: Self { Self(.get, "/v1/jobs", "Running and recent jobs, newest first.", for: .member) }
}

extension Endpoint<JobRequest, Job> {
    /// Starts a job. `.busy` when another one holds the stack and the request does not want to queue. Some kinds of work take more than
    /// this does; see `Job.Kind.least`.
    public static var startJob: Self {
        Self(
            .post,
            "/v1/jobs",
            "Starts a job, which goes on when the caller leaves.",
            for: .member,
            status: 201,
            errors: [.invalid, .notFound, .busy, .conflict]
        )
    }
}

extension Endpoint<JobNumber, Job> {
    /// One job with all there is of it, which a snapshot leaves out of old ones.
    public static var job: Self {
        Self(.get, "/v1/jobs/{id}", "One job.", for: .member, errors: [.invalid, .notFound])
    }

    /// Asks a job to stop. Returns at once.
    public static var cancelJob: Self {
        Self(
            .post,
            "/v1/jobs/{id}/cancel",
            "Asks a job to stop; its events say when it has.",
            for: .member,
            errors: [.invalid, .notFound, .conflict]
        )
    }
}

extension Endpoint<JobNumber, JSONLines<JobEvent>> {
    /// A job's events from the first to `finished`.
    public static var jobEvents: Self {
        Self(
            .get,
            "/v1/jobs/{id}/events",
            "A job's events from the first to `finished`, whenever one asks.",
            for: .member,
            errors: [.invalid, .notFound]
        )
    }
}

extension Endpoint<JobOutputRequest, JSONLines<LogBatch>> {
    /// Everything a job printed, as the log that it is, with a line of the daemon's where each step began and ended.
    public static var jobOutput: Self {
        Self(
            .get,
            "/v1/jobs/{id}/output",
            """
            What a job printed, in batches of lines, and where its steps began and ended. The daemon keeps the latest 32 MiB of a job and \
            256 MiB of all.
            """,
            for: .member,
            errors: [.invalid, .notFound]
        )
    }
}

extension JobOutputRequest: EndpointParameters {
    /// The variables.
    public static let parameters: [EndpointDefinition.Parameter] = JobNumber.parameters + LogWindow.parameters

    /// The variables' values.
    public var items: [ParameterItem] { JobNumber(job).items + window.items }

    /// What a request said.
    public init(_ values: ParameterValues) throws(DustyError) {
        self.init(job: try JobNumber(values).id, try LogWindow(values))
    }
}

/// Which job is meant.
public struct JobNumber: EndpointParameters, Equatable {
    /// The variable.
    public static let parameters: [EndpointDefinition.Parameter] = [.path("id", "integer", "Number of the job.")]

    /// The number.
    public var id: Int

    /// The variable's value.
    public var items: [ParameterItem] { [("id", String(id))] }

    /// A job by its number.
    public init(_ id: Int) {
        self.id = id
    }

    /// What a request said.
    public init(_ values: ParameterValues) throws(DustyError) {
        guard let text = values["id"], let id = Int(text) else {
            throw DustyError(.invalid, "a job is named by its number", hint: "see `dusty jobs`")
        }
        self.id = id
    }
}
