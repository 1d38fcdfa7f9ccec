/// The content of the stack's section of the hosts file.
public struct HostsSection: Sendable, Equatable {
    /// One line: an address and one name.
    public struct Entry: Sendable, Hashable {
        /// Where the name leads.
        public var address: String
        /// The host name.
        public var name: String

        /// An entry with its parts.
        public init(address: String, name: String) {
            self.address = address
            self.name = name
        }
    }

    /// Its lines, in order of first mention.
    public var entries: [Entry]
    /// First marker line.
    public var begin: String
    /// Last marker line.
    public var end: String
    /// The stack's own address, which identifies its lines even when there are none to write.
    private var ownAddress: String

    /// A section of a stack with these lines; without lines it is only its markers.
    public init(entries: [Entry] = [], names: StackNames = .standard) {
        self.entries = entries
        begin = names.hostsBegin
        end = names.hostsEnd
        ownAddress = names.address
    }

    /// The same names, leading to another address.
    public func leading(to address: String) -> HostsSection {
        var section = self
        section.entries = entries.map { Entry(address: address, name: $0.name) }
        return section
    }

    /// Both markers and what is between them.
    public var text: String {
        ([begin] + lines + [end]).joined(separator: "\n") + "\n"
    }

    /// The hosts file with this section in it and no other of this stack; everything else byte for byte. Repeating it
    /// changes nothing.
    public func applied(to file: [UInt8]) -> [UInt8] {
        managed.replacing(in: file, with: lines)
    }

    /// The hosts file without any section of this stack.
    public func removed(from file: [UInt8]) -> [UInt8] {
        managed.removing(from: file)
    }

    /// The hosts file in which this stack's section has none of these names, which are lower-case; everything else byte
    /// for byte.
    public func without(_ names: Set<String>, in file: [UInt8]) -> [UInt8] {
        guard let body = body(in: file) else { return file }
        let kept = body.filter { line in
            !line.split(whereSeparator: \.isWhitespace).dropFirst().contains { names.contains($0.lowercased()) }
        }
        return kept == body ? file : managed.replacing(in: file, with: kept)
    }

    /// Whether this stack's section in a hosts file has one of these names, which are lower-case.
    public func has(anyOf names: Set<String>, in file: [UInt8]) -> Bool { without(names, in: file) != file }

    /// The lines of this stack's section in a hosts file; nil when it has none.
    public func body(in file: [UInt8]) -> [String]? {
        managed.body(in: file)
    }

    /// Throws `.conflict` when the section of another stack has one of the names: they would lead to whichever comes
    /// first in the file.
    public func checkNames(in file: [UInt8]) throws(DustyError) {
        let own = Set(entries.map { $0.name.lowercased() })
        let start = StackNames.standard.hostsBegin
        var section: String?
        for line in String(decoding: file, as: UTF8.self).allLines.map({ $0.withoutTrailingBlanks() }) {
            if line.hasPrefix(start) { section = line == begin ? nil : String(line) }
            if line.hasPrefix(StackNames.standard.hostsEnd) { section = nil }
            guard let section, !line.hasPrefix("#") else { continue }
            let names = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).dropFirst()
            guard let name = names.first(where: { own.contains($0.lowercased()) }) else { continue }
            let other = section.split(separator: " ").last.map(String.init) ?? ""
            let stack = section == start ? StackNames.standardName : other
            throw DustyError(
                .conflict,
                "the host name `\(name)` of this stack is already in the hosts file, for the stack `\(stack)`",
                hint: "change it in the specs of one of them, or give this stack another name: `dusty stack new NAME`"
            )
        }
    }

    private var lines: [String] {
        entries.map { "\($0.address) \($0.name)" }
    }

    private var managed: ManagedSection {
        let addresses = Set(entries.map(\.address) + [ownAddress])
        return ManagedSection(begin: begin, end: end) { line in
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            return words.count == 2 && addresses.contains(String(words[0]))
        }
    }
}
