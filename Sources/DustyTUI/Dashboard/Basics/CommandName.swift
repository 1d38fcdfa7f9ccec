/// The name of a dashboard command in configuration files, such as `half-down` or `pane-jobs`. Its file in `Commands`
/// declares a constant for each that code refers to.
struct CommandName: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }
}
