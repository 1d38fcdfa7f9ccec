/// Shell text of a spec: commands one after the other in one file, and the place of the command line's arguments in it.
struct ShellText {
    /// Where arguments go.
    enum Arguments: Equatable {
        /// After the words of the last command, at this offset of the text's bytes.
        case appended(at: Int)
        /// The text uses `"$@"` or the like: it handles them itself.
        case own
        /// There is no place for them; why, as the end of a sentence.
        case nowhere(because: String)
    }

    /// What prevents every shell from running the text.
    struct Fault: Equatable {
        /// What it is, as a message.
        var message: String
        /// Which of the commands it begins in.
        var command: Int
    }

    /// The commands as one text, without a line ending at the end.
    let text: String
    /// Where arguments go.
    let arguments: Arguments
    /// Why no shell would run it; nil when no reason is known.
    let fault: Fault?

    /// Reads commands: shell by design, so they stay as written except for surrounding line endings.
    init(_ commands: [String]) {
        let commands = commands.map(Self.trimmed)
        text = commands.joined(separator: "\n")
        var parser = ShellParser(text: text)
        do {
            let last = try parser.script()
            fault = nil
            arguments = parser.usesArguments ? .own : Self.arguments(after: last)
        } catch {
            let usesArguments = parser.usesArguments || Self.mentionsArguments(text)
            arguments = usesArguments ? .own : .nowhere(because: "the end of its last command cannot be found")
            guard case .unfinished(let message, let offset) = error else {
                fault = nil
                return
            }
            fault = Fault(message: message, command: Self.index(of: offset, in: commands))
        }
    }

    /// The text as a whole file may contain it, whatever follows: a backslash at the end continues nothing.
    var closed: String { Self.closed(text) }

    /// The text with the place of its arguments in it.
    var withArguments: String {
        guard case .appended(let offset) = arguments else { return closed }
        let bytes = text.utf8
        let place = bytes.index(bytes.startIndex, offsetBy: offset)
        return Self.closed("\(text[..<place]) \"$@\"\(text[place...])")
    }

    /// Throws `.invalid` when there is no place for arguments. `owner` names the text, such as `the script migrate`.
    func checkTakesArguments(_ owner: String) throws(DustyError) {
        guard case .nowhere(let reason) = arguments else { return }
        throw DustyError(
            .invalid,
            "\(owner) takes no arguments: \(reason)",
            hint: "write \"$@\" in its `command` where the arguments belong"
        )
    }

    private static func closed(_ text: String) -> String { text.hasSuffix("\\") ? text + "\n" : text }

    private static func trimmed(_ command: String) -> String {
        var text = command[...]
        while text.last?.isNewline == true { text = text.dropLast() }
        return String(text)
    }

    private static func index(of offset: Int, in commands: [String]) -> Int {
        var end = 0
        for (index, command) in commands.enumerated() {
            end += command.utf8.count + 1
            if offset < end { return index }
        }
        return max(0, commands.count - 1)
    }

    private static func arguments(after last: ShellParser.Last) -> Arguments {
        switch last {
        case .none: .nowhere(because: "it has no command")
        case .compound(let name): .nowhere(because: "its last command is \(name)")
        case .function: .nowhere(because: "it ends with the definition of a function")
        case .simple(nil, _): .nowhere(because: "its last command is only an assignment or a redirection")
        case .simple(let name?, _) where withoutArguments.contains(name):
            .nowhere(because: "its last command is `\(name)`, which ignores them")
        case .simple(_, let end): .appended(at: end)
        }
    }

    /// Commands that would ignore arguments at their end, or refuse them.
    private static let withoutArguments: Set = [
        ":", "true", "false", "break", "continue", "[", "[[",
    ]

    /// Whether arguments are mentioned at all: the only check left for a text that could not be read.
    private static func mentionsArguments(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.contains { index in
            guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count else { return false }
            let braced = bytes[index + 1] == UInt8(ascii: "{") && index + 2 < bytes.count
            return "@*#123456789".utf8.contains(bytes[braced ? index + 2 : index + 1])
        }
    }
}
