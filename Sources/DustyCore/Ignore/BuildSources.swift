/// What a Dockerfile and its ignore file say about the directory that an image is built from.
public struct BuildSources: Sendable {
    /// What `COPY`, `ADD` or a mount of `RUN` takes from the directory.
    public struct Source: Sendable, Equatable {
        /// A path below the directory, which may have wildcards.
        public let pattern: String
        /// Where it goes in the image, as written; nil for what is only mounted.
        public let destination: String?

        private let parts: [[UInt8]]

        init(pattern: String, destination: String?) {
            self.pattern = pattern
            self.destination = destination
            parts = BuildSources.parts(of: pattern)
        }

        /// Whether a path, given by its parts, is what it means, or on the way there.
        public func isBehind(_ path: [[UInt8]], _ work: inout WorkLimit) -> Bool {
            path.count <= parts.count && matches(path, &work)
        }

        /// Whether a path is below what it means.
        public func holds(_ path: [[UInt8]], _ work: inout WorkLimit) -> Bool {
            path.count > parts.count && matches(path, &work)
        }

        private func matches(_ path: [[UInt8]], _ work: inout WorkLimit) -> Bool {
            zip(path, parts).allSatisfy { Wildcard.matches($0, $1, &work) }
        }
    }

    /// How many rules and sources count, and how long a rule may be. Others wrote them.
    private static let most = (rules: 1000, sources: 200, bytes: 4096)

    /// What is taken, in written order; nothing of other stages, other images and the network.
    public let taken: [Source]
    /// Whether an excluded directory may have something that is not excluded.
    public let hasExceptions: Bool
    private let rules: [(pattern: [UInt8], excludes: Bool)]

    /// Reads a Dockerfile, and the lines of a `.dockerignore`.
    public init(dockerfile: String, ignore: String) {
        let sources = Self.instructions(of: dockerfile).flatMap(Self.sources)
        // What is more than can be looked at is the whole.
        taken = sources.count > Self.most.sources ? [Source(pattern: "", destination: nil)] : sources
        let rules: [(pattern: [UInt8], excludes: Bool)] = ignore.lines.compactMap { line in
            var text = line.drop { $0.isWhitespace }
            while text.last?.isWhitespace == true { text.removeLast() }
            let excludes = text.first != "!"
            if !excludes { text = text.dropFirst() }
            let path = Self.normal(String(text))
            return text.isEmpty || text.first == "#" ? nil : (Array(path.utf8), excludes)
        }
        let areTooMany = rules.count > Self.most.rules || rules.contains { $0.pattern.count > Self.most.bytes }
        self.rules = areTooMany ? [] : rules
        hasExceptions = self.rules.contains { !$0.excludes }
    }

    /// The parts of a path, as bytes.
    public static func parts(of path: String) -> [[UInt8]] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }
    }

    /// Whether the builder gets to see nothing at a path, given by its parts.
    public func excludes(_ path: [[UInt8]], _ work: inout WorkLimit) -> Bool {
        guard !rules.isEmpty else { return false }
        let places = path.indices.map { Array(path[...$0].joined(separator: [UInt8(ascii: "/")])) }
        let last = rules.last { rule in places.contains { Wildcard.matches($0, rule.pattern, &work) } }
        return last?.excludes ?? false
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
        guard value(["from"]) == nil, ["bind", nil].contains(value(["type"])) else { return nil }
        return Source(pattern: pattern(value(["source", "src"]) ?? ""), destination: nil)
    }

    /// A variable may hold anything.
    private static func pattern(_ source: String) -> String {
        normal(source).parts(at: "/").map { $0.contains("$") ? "*" : $0 }.joined(separator: "/")
    }
}

/// How much may be done for what others wrote. Once it is spent there is no more, whatever the reason.
public struct WorkLimit: Sendable {
    /// After how much work it is asked whether it is over.
    private static let stride = 1 << 16

    private var left: Int
    private var next: Int
    private let isOver: @Sendable () -> Bool

    /// So many steps, unless it is over before.
    public init(steps: Int, isOver: @escaping @Sendable () -> Bool = { false }) {
        left = steps
        next = steps - Self.stride
        self.isOver = isOver
    }

    /// Whether nothing is left.
    public var isSpent: Bool { left <= 0 }

    /// Takes some of it.
    public mutating func spend(_ steps: Int) {
        left -= steps
        guard left <= next else { return }
        next = left - Self.stride
        if isOver() { left = 0 }
    }
}
