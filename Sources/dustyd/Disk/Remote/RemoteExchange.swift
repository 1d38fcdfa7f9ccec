/// What is being put in place on a machine, written down on this host until it is known how it ended.
struct RemoteExchange: Codable, Sendable, Equatable {
    var stage: PersistStage
    /// Where what is replaced is kept.
    var kept: String
    /// Tells this attempt from others.
    var attempt: String
    var names: [String]

    /// What the script takes.
    func arguments(persist: String) -> [String] { [stage.directory, persist, kept, attempt] + names }
}
