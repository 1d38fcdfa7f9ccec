/// Why the proxy got no answer from an app.
public enum UpstreamFailure: Sendable, Equatable, CaseIterable {
    /// No connection: nothing listens on the port, or what does broke it off before the proxy saw that it was there. The
    /// engine's own forwarder does so too.
    case refused
    /// No connection within the proxy's time limit.
    case unreachable
    /// A connection that ended before an answer began. The engine's own forwarder accepts connections even if nothing
    /// listens.
    case closed
    /// A connection on which no answer came within the proxy's time limit.
    case silent
    /// An answer whose headers are larger than the proxy accepts.
    case tooLarge
    /// An answer that is not HTTP.
    case malformed

    /// Largest headers of an answer that the proxy accepts, in bytes.
    public static let headerLimit = 64 << 10

    /// Reads the header that the proxy sends, `STATUS|CONNECT TIME|BYTES`; nil when it has no known meaning. Of several
    /// attempts, separated by commas, the last one counts.
    public init?(header: String) {
        let fields = header.split(separator: "|", omittingEmptySubsequences: false).map { field in
            String((field.split(separator: ",").last ?? "").drop { $0 == " " })
        }
        guard fields.count == 3, let bytes = Int(fields[2]) ?? (fields[2] == "-" ? 0 : nil) else { return nil }
        let connected = fields[1] != "-"
        switch fields[0] {
        case "504": self = connected ? .silent : .unreachable
        case "502" where !connected: self = .refused
        case "502" where bytes >= Self.headerLimit: self = .tooLarge
        case "502": self = bytes == 0 ? .closed : .malformed
        default: return nil
        }
    }

    /// What a running app did instead of answering, in words that follow its state.
    public var words: String {
        switch self {
        case .refused: "nothing listens on its port, or it closed the connection at once"
        case .unreachable: "its port could not be reached in time; `dusty doctor` finds out why"
        case .closed: "it closed the connection without an answer, or nothing listens on its port"
        case .silent: "it did not answer in time"
        case .tooLarge: "the headers of its answer are larger than \(Self.headerLimit / 1024) KiB"
        case .malformed: "its answer is not valid HTTP"
        }
    }
}
