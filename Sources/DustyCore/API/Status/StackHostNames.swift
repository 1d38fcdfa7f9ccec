/// Where host names lead for a program that uses one stack and no other: the plain ones, as in the specs, lead to this stack.
public struct StackHostNames: Codable, Sendable, Equatable {
    /// A host name and where it leads.
    public struct Entry: Codable, Sendable, Equatable {
        /// The host name.
        public var name: String
        /// The address.
        public var address: String

        /// An entry with its parts.
        public init(name: String, address: String) {
            self.name = name
            self.address = address
        }
    }

    /// A web address of an app or a service, with its plain name.
    public struct Page: Codable, Sendable, Equatable {
        /// The app or service.
        public var app: String
        /// The address, such as `http://shop.local/`.
        public var url: String

        /// A page with its parts.
        public init(app: String, url: String) {
            self.app = app
            self.url = url
        }
    }

    /// The stack.
    public var stack: String
    /// The names that lead to it: plain ones, and its own with the stack's name in them.
    public var entries: [Entry]
    /// All plain names of its specs, lower-case. Those without an entry lead nowhere: what they belong to is not active.
    public var plainNames: [String]
    /// Web addresses of its apps, then of its services, in the order of their names and rules.
    public var pages: [Page]

    /// Names with their parts.
    public init(stack: String, entries: [Entry], plainNames: [String], pages: [Page]) {
        self.stack = stack
        self.entries = entries
        self.plainNames = plainNames
        self.pages = pages
    }

    /// A hosts file with these names and, of all other lines, what leads elsewhere by other names.
    public func applied(to file: [UInt8]) -> [UInt8] {
        let own = Set(entries.map { $0.name.lowercased() } + plainNames)
        var lines = entries.map { Array("\($0.address) \($0.name)".utf8) }
        for line in file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let text = String(decoding: line.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
            let words = text.split(whereSeparator: \.isWhitespace)
            let others = words.dropFirst().filter { !own.contains($0.lowercased()) }
            if others.count == words.dropFirst().count {
                lines.append(Array(line))
            } else if let address = words.first, !others.isEmpty {
                lines.append(Array(([address] + others).joined(separator: " ").utf8))
            }
        }
        return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }
}
