/// What is wrong with a stack's section of a hosts file.
public struct HostsDiagnosis: Sendable, Equatable {
    /// A name of the section that the file also gives elsewhere.
    public struct Shadow: Sendable, Equatable {
        /// The host name.
        public var name: String
        /// The other address.
        public var address: String
        /// 1-based line of the other entry.
        public var line: Int
    }

    /// Marker lines that do not belong to exactly one whole section, in words.
    public private(set) var faults: [String] = []
    /// Names that lead elsewhere too.
    public private(set) var shadows: [Shadow] = []
    /// Whether there is one whole section.
    public private(set) var hasSection = false

    /// A look at the text of a hosts file.
    public init(_ file: [UInt8], names: StackNames) {
        let lines = String(decoding: file, as: UTF8.self)
            .allLines.map { $0.withoutTrailingBlanks() }
        findFaults(lines, names)
        findShadows(lines, HostsSection(names: names).body(in: file) ?? [], names)
    }

    private mutating func findFaults(_ lines: [Substring], _ names: StackNames) {
        var open: Int?
        var whole = 0
        for (index, line) in lines.enumerated() {
            if line == names.hostsBegin {
                if let open { faults.append("the section that begins in line \(open + 1) has no end") }
                open = index
            } else if line == names.hostsEnd {
                if open == nil { faults.append("the end of a section in line \(index + 1) has no beginning") }
                if open != nil { whole += 1 }
                open = nil
            }
        }
        if let open { faults.append("the section that begins in line \(open + 1) has no end") }
        if whole > 1 { faults.append("there are \(whole) sections") }
        hasSection = whole == 1 && faults.isEmpty
    }

    private mutating func findShadows(_ lines: [Substring], _ body: [String], _ names: StackNames) {
        var own: [String: String] = [:]
        for line in body {
            let words = line.split(whereSeparator: \.isWhitespace)
            for name in words.dropFirst() { own[name.lowercased()] = String(words[0]) }
        }
        var inside = false
        for (index, line) in lines.enumerated() {
            if line == names.hostsBegin { inside = true }
            if line == names.hostsEnd { inside = false }
            guard !inside, !line.hasPrefix("#") else { continue }
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            for name in words.dropFirst() {
                guard let address = own[name.lowercased()], address != words[0] else { continue }
                shadows.append(Shadow(name: String(name), address: String(words[0]), line: index + 1))
            }
        }
    }
}

extension String {
    /// As the section's own lines are read: an indented line is not a marker.
    func withoutTrailingBlanks() -> Substring {
        let blanks: [UInt8] = [0x0D, 0x20, 0x09]
        var end = utf8.endIndex
        while end > utf8.startIndex, blanks.contains(utf8[utf8.index(before: end)]) { end = utf8.index(before: end) }
        return self[..<end]
    }
}

extension HostsSection {
    /// The hosts file with damaged or duplicate sections repaired: one section with the lines of the first complete
    /// one, or none.
    public static func repaired(_ file: [UInt8], names: StackNames) -> [UInt8] {
        guard let body = HostsSection(names: names).body(in: file) else {
            return HostsSection(names: names).removed(from: file)
        }
        let entries = body.flatMap { line -> [Entry] in
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.dropFirst().map { Entry(address: String(words[0]), name: String($0)) }
        }
        return HostsSection(entries: entries, names: names).applied(to: file)
    }
}
