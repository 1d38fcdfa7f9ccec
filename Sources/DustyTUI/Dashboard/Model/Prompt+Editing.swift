import DustyCore
import DustyTerminal

extension Prompt {
    /// How many lines of each kind are remembered.
    static let remembered = 50

    /// What is remembered together.
    enum Memory: Hashable {
        case finding, filters, rowFilters, files, arguments, commands
    }

    /// Changes the line by a key, at the cursor; false for keys without a meaning in a line.
    mutating func edit(_ key: Key) -> Bool {
        remark = nil
        switch key {
        case .character(let character): insert(String(character))
        case .paste(let text): paste(text)
        case .backspace: if behind < text.count { remove(before: 1) }
        case .delete, .control("d"): remove(after: 1)
        case .control("u"): remove(before: text.count - behind)
        case .control("k"): remove(after: behind)
        case .control("w"): removeWord()
        case .left, .control("b"): behind = min(text.count, behind + 1)
        case .right, .control("f"): behind = max(0, behind - 1)
        case .home, .control("a"): behind = text.count
        case .end, .control("e"): behind = 0
        default: return false
        }
        return true
    }

    /// The text before the cursor, and the rest.
    var halves: (before: Substring, after: Substring) {
        (text.dropLast(behind), text.suffix(behind))
    }

    private mutating func insert(_ new: String) {
        text = halves.before + new + halves.after
    }

    private mutating func remove(before count: Int) {
        text = String(halves.before.dropLast(count) + halves.after)
    }

    private mutating func remove(after count: Int) {
        text = String(halves.before + halves.after.dropFirst(count))
        behind = max(0, behind - count)
    }

    private mutating func removeWord() {
        var before = halves.before
        while before.last == " " { before.removeLast() }
        while let last = before.last, last != " " { before.removeLast() }
        text = String(before + halves.after)
    }

    /// Pasted lines stay lines if the value can have several; otherwise the first is taken, with a message.
    private mutating func paste(_ pasted: String) {
        let text = pasted.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        var lines = text.allLines.map(Sanitizer.plain)
        // A single line is usually copied with its ending.
        if lines.count == 2, lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count > 1, !purpose.holdsLines else { return insert(lines.joined(separator: "\n")) }
        insert(lines.first { !$0.isEmpty } ?? "")
        remark = "only the first of \(lines.count) pasted lines is taken"
    }
}

extension Prompt.Purpose {
    /// Whether what is typed may have several lines.
    var holdsLines: Bool {
        switch self {
        case .variable, .newVariable, .scriptArguments, .suiteArguments: true
        default: false
        }
    }

    /// Which history it is stored in; nil for what may be a secret, and for the palette, which has its own.
    var remembered: Prompt.Memory? {
        switch self {
        case .findInLog, .findInList, .findInHelp, .findInDetail: .finding
        case .filterLog: .filters
        case .filterList: .rowFilters
        case .pipeLog: .commands
        case .assetFile, .repoPath: .files
        case .scriptArguments, .suiteArguments: .arguments
        case .saveLog, .palette, .variable, .newVariable, .newStack, .custom: nil
        }
    }
}
