/// The cheapest questions that show whether the engine is alive. Both wait for an answer for as long as the caller does.
protocol EnginePulse: Sendable {
    /// Returns when the engine has answered anything at all. Throws `DustyError` `.unavailable` when it cannot be reached.
    func ping() async throws
    /// Returns when what runs the engine's containers has answered for one: the engine itself answers also when that hangs.
    func ping(container: String) async throws
}
