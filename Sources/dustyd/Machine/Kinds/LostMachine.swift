import DustyCore

/// A machine that the settings name, and of which nothing is known.
struct LostMachine: Sendable {
    /// Its name.
    var name: String
    /// Why it cannot be reached, and what to do.
    var reason: DustyError

    init(name: String, because error: DustyError) {
        self.name = name
        reason = DustyError(
            .conflict,
            "the stack lives on the machine `\(name)`, which cannot be reached: \(error.message)",
            hint: "`dusty machine use local` brings it back to this host"
        )
    }
}
