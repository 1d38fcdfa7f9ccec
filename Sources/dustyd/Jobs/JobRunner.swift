import DustyCore

/// Carries out the work of jobs.
protocol JobRunner: Sendable {
    /// Throws when a request can be refused before it becomes a job, such as for an unknown name.
    func check(_ request: JobRequest) async throws
    /// Does the work; ends early with `CancellationError` when the task is cancelled.
    func run(_ request: JobRequest, for caller: Caller, _ reporter: JobReporter) async throws
}
