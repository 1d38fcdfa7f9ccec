extension Transfer {
    /// The pattern that matches exactly one path below the directory.
    static func pattern(of path: String) -> String {
        // To rsync a backslash is one only where there is something to quote.
        guard path.contains(where: { "*?[".contains($0) }) else { return "/\(path)" }
        return "/" + path.map { "*?[]\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
