/// What a Dockerfile and its ignore file say about the directory that an image is built from.
public struct BuildSources: Sendable {
    /// What `COPY`, `ADD` or a mount of `RUN` takes from the directory.
    public struct Source: Sendable, Equatable {
        /// A path below the directory, which may have wildcards.
        public var pattern: String
        /// Where it goes in the image, as written; nil for what is only mounted.
        public var destination: String?

        /// Whether a path is what it means, or on the way there.
        public func isBehind(_ path: String) -> Bool {
            let (parts, wanted) = (path.parts(at: "/"), pattern.parts(at: "/"))
            return parts.count <= wanted.count && Self.matches(parts, wanted.prefix(parts.count))
        }

        /// Whether a path is below what it means.
        public func holds(_ path: String) -> Bool {
            let (parts, wanted) = (path.parts(at: "/"), pattern.parts(at: "/"))
            return parts.count > wanted.count && Self.matches(parts.prefix(wanted.count), wanted[...])
        }

        private static func matches(_ parts: some Sequence<String>, _ wanted: some Sequence<String>) -> Bool {
            zip(parts, wanted).allSatisfy { Wildcard.matches(Array($0.utf8)[...], Array($1.utf8)[...]) }
        }
    }

    /// What is taken, in written order; nothing of other stages, other images and the network.
    public let taken: [Source]
    /// Whether an excluded directory may have something that is not excluded.
    public let hasExceptions: Bool
    private let rules: [(pattern: [UInt8], excludes: Bool)]

    /// Reads a Dockerfile, and the lines of a `.dockerignore`.
    public init(dockerfile: String, ignore: String) {
        taken = Self.instructions(of: dockerfile).flatMap(Self.sources)
        rules = ignore.lines.compactMap { line in
            var text = line.drop { $0.isWhitespace }
            while text.last?.isWhitespace == true { text.removeLast() }
            let excludes = text.first != "!"
            if !excludes { text = text.dropFirst() }
            let path = Self.normal(String(text))
            return text.isEmpty || text.first == "#" ? nil : (Array(path.utf8), excludes)
        }
        hasExceptions = rules.contains { !$0.excludes }
    }

    /// Whether the builder gets to see nothing at a path.
    public func excludes(_ path: String) -> Bool {
        let parts = path.parts(at: "/")
        let places = parts.indices.map { Array(parts[...$0].joined(separator: "/").utf8) }
        return rules.last { rule in places.contains { Wildcard.matches($0[...], rule.pattern[...]) } }?.excludes
            ?? false
    }

    /// A path below the directory without what does not count in it.
    private static func normal(_ path: String) -> String {
        path.parts(at: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// Each instruction as one line.
    private static func instructions(of text: String) -> [String] {
        var (result, open) = ([String](), "")
        for line in text.lines.map({ String($0.drop { $0.isWhitespace }) }) where !line.hasPrefix("#") {
            guard line.hasSuffix("\\") else {
                result.append(open + line)
                open = ""
                continue
            }
            open += line.dropLast() + " "
        }
        return open.isEmpty ? result : result + [open]
    }

    private static func sources(of instruction: String) -> [Source] {
        let words = instruction.split(whereSeparator: \.isWhitespace).map(String.init)
        switch words.first?.uppercased() {
        case "COPY", "ADD": return copied(Array(words.dropFirst()))
        case "RUN": return words.filter { $0.hasPrefix("--mount=") }.compactMap(mounted)
        default: return []
        }
    }

    private static func copied(_ words: [String]) -> [Source] {
        guard !words.contains(where: { $0.hasPrefix("--from=") }) else { return [] }
        var paths = words.filter { !$0.hasPrefix("--") }
        if paths.first?.hasPrefix("[") == true {
            paths = paths.joined(separator: " ").parts(at: ",").map { $0.filter { !"[]\"".contains($0) } }
                .map { String($0.drop { $0 == " " }) }
        }
        guard let destination = paths.popLast() else { return [] }
        return paths.filter { !$0.contains("://") && !$0.hasPrefix("<<") }
            .map { Source(pattern: pattern($0), destination: destination) }
    }

    private static func mounted(_ option: String) -> Source? {
        let fields = option.dropFirst("--mount=".count).split(separator: ",").map { String($0).cut(at: "=") }
        let value = { (keys: [String]) in
            fields.compactMap { $0 }.first { keys.contains(String($0.0)) }.map { String($0.1) }
        }
        guard value(["from"]) == nil, ["bind", nil].contains(value(["type"])), let source = value(["source", "src"])
        else {
            return nil
        }
        return Source(pattern: pattern(source), destination: nil)
    }

    /// A variable may hold anything.
    private static func pattern(_ source: String) -> String {
        normal(source).parts(at: "/").map { $0.contains("$") ? "*" : $0 }.joined(separator: "/")
    }
}
