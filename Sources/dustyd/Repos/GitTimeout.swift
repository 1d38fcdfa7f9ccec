import DustyCore

/// Git in a clone was silent and idle for too long: a pipe is in place of a file, or the disk does not answer.
struct GitTimeout: Error {
    /// What git was to do.
    let verb: String
    let directory: String
    let limit: Duration

    /// In words, of the clone.
    var reason: String { "git did not answer within \(limit.components.seconds) s" }

    /// The error to show.
    var error: DustyError {
        DustyError(
            .failed,
            "\(reason) in \(directory): \(verb)",
            hint: "see whether its disk answers, and whether something in its .git is not a plain file: "
                + "find \(directory)/.git -type p"
        )
    }
}
