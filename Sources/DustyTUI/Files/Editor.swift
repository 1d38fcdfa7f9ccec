/// The person's editor.
enum Editor {
    /// Its words, from VISUAL or EDITOR.
    static var command: [String] {
        let text = UserEnvironment.value(of: "VISUAL") ?? UserEnvironment.value(of: "EDITOR") ?? "vi"
        return text.split(separator: " ").map(String.init)
    }
}
