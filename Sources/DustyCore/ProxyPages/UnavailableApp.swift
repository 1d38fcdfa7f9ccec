/// What the proxy shows for an app or a service that does not answer.
public struct UnavailableApp: Codable, Sendable, Equatable {
    /// Name of the app or service.
    public var app: String
    /// Its stack; nil for the default one.
    public var stack: String?
    /// The word of its row, such as `starting` or `exited 1`.
    public var state: String
    /// Anything else that is known, such as why the start failed.
    public var message: String?
    /// Its last lines of output, oldest first, without control sequences.
    public var lines: [String]

    /// Most lines that are shown.
    public static let lineCount = 20
    /// Longest line that is shown.
    private static let lineLimit = 500

    /// An app's state; `lines` is untrusted and gets cleaned.
    public init(app: String, stack: String? = nil, state: String, message: String? = nil, lines: [String] = []) {
        self.app = app
        self.stack = stack == StackNames.standardName ? nil : stack
        self.state = state
        self.message = message
        self.lines = lines.suffix(Self.lineCount).map { PlainText.line($0, limit: Self.lineLimit) }
    }

    /// For clients that are not browsers.
    public var text: String {
        let head = "\(app) does not answer: it \(predicate)" + (message.map { " (\($0))" } ?? "") + ".\n"
        let log = lines.isEmpty ? "" : "\nIts last lines:\n" + lines.map { "  \($0)\n" }.joined()
        return head + log + "\nSee more: \(command)\n"
    }

    /// What it does or did instead of answering.
    var predicate: String { ContainerState(state)?.predicate ?? "is \(state)" }

    /// What shows more.
    var command: String { "dusty logs \(stack.map(StackNames.option) ?? "")\(app)" }
}

/// Text from outside as one clean line.
enum PlainText {
    /// The text without control sequences and control characters, cut after `limit` characters.
    static func line(_ text: String, limit: Int) -> String {
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\u{1B}" {
                skipSequence(&rest)
            } else if scalar == "\t" {
                result.append(" ")
            } else if !isForbidden(scalar) {
                result.append(scalar)
            }
        }
        return String(String(result).prefix(limit))
    }

    /// Control characters, and those that would reorder or hide text.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: true
        default: false
        }
    }

    /// Drops what follows an escape: a sequence of parameters with its final letter, a string with its end, or one
    /// character.
    private static func skipSequence(_ rest: inout Substring.UnicodeScalarView) {
        switch rest.popFirst() {
        case "[":
            rest = rest.drop { (0x20...0x3F).contains($0.value) }
            _ = rest.popFirst()
        case "]", "P", "_", "^", "X":
            while let scalar = rest.popFirst() {
                if scalar == "\u{7}" { return }
                if scalar == "\u{1B}" {
                    _ = rest.popFirst()
                    return
                }
            }
        default: break
        }
    }
}
