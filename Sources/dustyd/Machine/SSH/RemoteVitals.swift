import DustyCore

/// What one look at a machine reports: load, memory, disk, clock. All of it is text from there and only read as numbers
/// and names.
struct RemoteVitals: Sendable {
    static let script = Script(PackageResources.vitals_sh)

    let kernel: LinuxKernel
    private let parts: [String: Substring]

    init(_ output: String) {
        var parts: [String: Substring] = [:]
        for part in output.split(separator: "==> ") {
            guard let end = part.utf8.firstIndex(of: 0x0A) else { continue }
            parts[String(part[..<end])] = part[part.utf8.index(after: end)...]
        }
        self.parts = parts
        kernel = LinuxKernel(texts: parts)
    }

    /// Number of processors.
    var processors: Int? { number("cpus").flatMap { Int(exactly: $0) } }
    /// Its clock.
    var time: Timestamp? {
        number("time").map { Timestamp(milliseconds: min(max(0, $0), 1 << 40) * 1000) }
    }
    /// Whether rsync is there.
    var hasRsync: Bool { parts["rsync"]?.contains("/") == true }

    /// Space on the file system that holds the tree.
    var disk: (used: Int64, total: Int64)? {
        let words = parts["df"]?.lines.last?.split(separator: " ") ?? []
        guard words.count >= 6, let total = Int64(words[1]), let used = Int64(words[2]),
            (0...Int64.max / 1024).contains(total), (0...Int64.max / 1024).contains(used)
        else { return nil }
        return (used * 1024, total * 1024)
    }

    private func number(_ part: String) -> Int64? {
        parts[part].flatMap { Int64($0.filter { !$0.isWhitespace }) }
    }
}
