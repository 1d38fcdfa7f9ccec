import DustyCore

/// Something to be done outside the model, as a value.
enum Effect: Equatable {
    /// Ask the daemon for a job.
    case start(JobRequest)
    /// Ask the daemon to cancel a job.
    case cancel(job: Int)
    /// Activate and deactivate bundles.
    case changeBundles([BundleRequest])
    /// Take a notice off the status line after its time.
    case expire(notice: Int)
    /// Send every cell again.
    case repaint
    /// Give the terminal to the shell.
    case suspend
    /// Leave.
    case quit
}
