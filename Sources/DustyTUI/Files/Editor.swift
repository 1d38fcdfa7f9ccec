import FoundationEssentials

/// The person's editor.
enum Editor {
    /// Its words, from VISUAL or EDITOR.
    static var command: [String] {
        let environment = ProcessInfo.processInfo.environment
        let text = ["VISUAL", "EDITOR"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
        return text.split(separator: " ").map(String.init)
    }
}
