import DustyCore

/// Something to be done outside the model, as a value.
enum Effect: Equatable {
    /// Ask the daemon for a job.
    case start(JobRequest)
    /// Ask the daemon to cancel a job.
    case cancel(job: Int)
    /// Activate and deactivate bundles.
    case changeBundles([BundleRequest])
    /// Put a text on the clipboard of the person's own terminal.
    case copy(String)
    /// Open an address in a browser.
    case openAddress(String)
    /// Write a text to a new file.
    case save(file: String, text: String)
    /// Take a notice off the status line after its time.
    case expire(notice: Int)
    /// Send every cell again.
    case repaint
    /// Give the terminal to the shell.
    case suspend
    /// Have clicks and the wheel come as keys, or leave them to the terminal.
    case mouse(Bool)
    /// Keep how the screen is arranged for the next run.
    case remember(ViewSettings)
    /// Ring the terminal's bell.
    case ring
    /// Leave.
    case quit
}
