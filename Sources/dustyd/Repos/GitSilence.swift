import DustyCore

/// Git in a clone that did not say or do anything for as long as it may: a pipe lies where a file should be, or the disk does not answer.
struct GitSilence: Error {
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
            hint: "see whether its disk answers, and whether something in its .git is no plain file: "
                + "find \(directory)/.git -type p"
        )
    }
}
