extension JobRequest: JSONBody {}

extension Endpoint<NoInput, [Job]> {
    /// Running and recent jobs.
    public static var jobs: Self { Self(.get, "/v1/jobs", "Running and recent jobs, newest first.", for: .member) }
}

extension Endpoint<JobRequest, Job> {
    /// Starts a job. `.busy` when another one holds the stack and the request does not want to queue. Some kinds
    /// require more than this endpoint does; see `Job.Kind.least`.
    public static var startJob: Self {
        Self(
            .post,
            "/v1/jobs",
            "Starts a job, which continues when the caller disconnects.",
            for: .member,
            status: 201,
            errors: [.invalid, .notFound, .busy, .conflict]
        )
    }
}

extension Endpoint<JobNumber, Job> {
    /// One job with everything about it; a snapshot leaves much out of old ones.
    public static var job: Self {
        Self(.get, "/v1/jobs/{id}", "One job.", for: .member, errors: [.invalid, .notFound])
    }

    /// Asks a job to stop. Returns at once.
    public static var cancelJob: Self {
        Self(
            .post,
            "/v1/jobs/{id}/cancel",
            "Asks a job to stop; its events say when it has stopped.",
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
            "A job's events from the first to `finished`, also after it ended.",
            for: .member,
            errors: [.invalid, .notFound]
        )
    }
}

extension Endpoint<JobOutputRequest, JSONLines<LogBatch>> {
    /// Everything a job printed, as a log, with a line of the daemon's where each step started and ended.
    public static var jobOutput: Self {
        Self(
            .get,
            "/v1/jobs/{id}/output",
            """
            What a job printed, in batches of lines, and where its steps started and ended. The daemon keeps the latest 32 MiB of each job and \
            256 MiB in all.
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
