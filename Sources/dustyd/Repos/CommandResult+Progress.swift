extension CommandResult {
    /// The same without the lines in which git reports progress, which would hide the error.
    var withoutProgress: CommandResult {
        var result = self
        result.errorOutput = errorOutput.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .filter { !Self.isProgress($0) }
            .joined(separator: "\n")
        return result
    }

    /// Whether a line is like `Receiving objects:  45% (9/20), 1.2 MiB` or `remote: Counting objects: 20, done.`
    private static func isProgress(_ line: Substring) -> Bool {
        let said = line.hasPrefix("remote: ") ? line.dropFirst(8) : line
        guard let colon = said.firstIndex(of: ":") else { return said.hasPrefix("Cloning into ") }
        let rest = said[said.index(after: colon)...].drop { $0 == " " }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return false }
        let after = rest.dropFirst(digits.count)
        return after.isEmpty || after.hasPrefix("%") || after.hasPrefix(",")
    }
}
