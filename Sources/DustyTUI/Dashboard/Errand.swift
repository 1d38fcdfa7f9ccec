/// What another program does on this terminal while the dashboard steps aside.
enum Errand: Equatable, Sendable {
    /// Our own program with these arguments; with a pause its output stays until Enter.
    case dusty([String], pauses: Bool)
    /// The person's editor with the value of an asset.
    case editor(asset: String)
}
