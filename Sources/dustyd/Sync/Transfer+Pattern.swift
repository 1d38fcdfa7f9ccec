extension Transfer {
    /// The pattern that matches exactly one path below the directory.
    static func pattern(of path: String) -> String {
        // To rsync a backslash is special only if there is something to quote.
        guard path.contains(where: { "*?[".contains($0) }) else { return "/\(path)" }
        return "/" + path.map { "*?[]\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    /// A line with the pattern of a path that may be any bytes. Bytes that would end the line are matched by any
    /// letter.
    static func line(of path: [UInt8]) -> [UInt8] {
        let (slash, end) = (UInt8(ascii: "/"), UInt8(ascii: "\n"))
        guard path.contains(where: { Set("*?[\n\r".utf8).contains($0) }) else { return [slash] + path + [end] }
        let letters = path.flatMap { letter -> [UInt8] in
            if Set("\n\r".utf8).contains(letter) { return [UInt8(ascii: "?")] }
            return Set("*?[]\\".utf8).contains(letter) ? [UInt8(ascii: "\\"), letter] : [letter]
        }
        return [slash] + letters + [end]
    }
}
