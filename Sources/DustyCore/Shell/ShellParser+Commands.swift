extension ShellParser {
    /// Commands up to the end of the text or of the enclosing construct.
    mutating func list() throws(Fault) -> Last {
        var last = Last.none
        while true {
            try skipNewlines()
            if isAtListEnd { return last }
            last = try andOr()
            skipBlanks()
            if isAtListEnd { return last }
            switch current {
            case UInt8(ascii: ";"), UInt8(ascii: "&"): position += 1
            case UInt8(ascii: "\n"): continue
            default: throw .unclear
            }
        }
    }

    /// Whether a word that is reserved at the beginning of a command is at the position.
    private func sees(word: StaticString) -> Bool {
        sees(word) && Self.isDelimiter(byte(word.utf8CodeUnitCount))
    }

    private mutating func take(word: StaticString) -> Bool {
        sees(word: word) && take(word)
    }

    private static let closingWords: [StaticString] = ["then", "elif", "else", "fi", "do", "done", "esac", "}"]

    private var isAtListEnd: Bool {
        current == nil || current == UInt8(ascii: ")") || sees(";;") || sees(";&")
            || Self.closingWords.contains { sees(word: $0) }
    }

    private mutating func andOr() throws(Fault) -> Last {
        var last = try pipeline()
        skipBlanks()
        while take("&&") || take("||") {
            try skipNewlines()
            last = try pipeline()
            skipBlanks()
        }
        return last
    }

    private mutating func pipeline() throws(Fault) -> Last {
        while take(word: "!") { skipBlanks() }
        var last = try command()
        skipBlanks()
        while !sees("||"), take("|") {
            if take("&") { isDialect = true }
            try skipNewlines()
            last = try command()
            skipBlanks()
        }
        return last
    }

    private mutating func command() throws(Fault) -> Last {
        let start = position
        guard current != nil else { throw .unfinished("a command is missing at the end", at: start) }
        guard let compound = try nested({ parser throws(Fault) in try parser.compound() }) else { return try simple() }
        skipBlanks()
        while try redirection() != nil { skipBlanks() }
        return .compound(compound)
    }

    /// A compound command, in words; nil when there is none.
    private mutating func compound() throws(Fault) -> String? {
        let start = position
        if take("(") {
            _ = try list()
            try close(take(")"), "`(` has no `)`", start)
            return "a `( )`"
        }
        if take(word: "{") {
            _ = try list()
            try close(take(word: "}"), "`{` has no `}`", start)
            return "a `{ }`"
        }
        if take(word: "if") { return try conditional(start) }
        if take(word: "for") { return try forLoop(start) }
        if take(word: "case") { return try choice(start) }
        if take(word: "while") || take(word: "until") {
            _ = try list()
            try loopBody("the loop has no `done`", start)
            return "a `while` or `until` loop"
        }
        return nil
    }

    /// What must be there: at the end of the text its absence is certain.
    private func close(_ isThere: Bool, _ message: String, _ start: Int) throws(Fault) {
        guard !isThere else { return }
        throw current == nil ? .unfinished(message, at: start) : .unclear
    }

    private mutating func loopBody(_ message: String, _ start: Int) throws(Fault) {
        try close(take(word: "do"), message, start)
        _ = try list()
        try close(take(word: "done"), message, start)
    }

    private mutating func conditional(_ start: Int) throws(Fault) -> String {
        let message = "`if` has no `fi`"
        repeat {
            _ = try list()
            try close(take(word: "then"), message, start)
            _ = try list()
        } while take(word: "elif")
        if take(word: "else") { _ = try list() }
        try close(take(word: "fi"), message, start)
        return "an `if`"
    }

    private mutating func forLoop(_ start: Int) throws(Fault) -> String {
        let message = "the loop has no `done`"
        skipBlanks()
        guard try word() != nil else { throw .unclear }
        try skipNewlines()
        if take(word: "in") {
            skipBlanks()
            while try word() != nil { skipBlanks() }
            if current != UInt8(ascii: "\n"), !take(";") { try close(false, message, start) }
        } else {
            // Without `in` it goes over the arguments.
            noteArguments()
            _ = take(";")
        }
        try skipNewlines()
        try loopBody(message, start)
        return "a `for` loop"
    }

    private mutating func choice(_ start: Int) throws(Fault) -> String {
        let message = "`case` has no `esac`"
        skipBlanks()
        guard try word() != nil else { throw .unclear }
        try skipNewlines()
        try close(take(word: "in"), message, start)
        try skipNewlines()
        while !take(word: "esac") {
            try close(current != nil, message, start)
            _ = take("(")
            repeat {
                skipBlanks()
                guard try word() != nil else { throw .unclear }
                skipBlanks()
            } while take("|")
            try close(take(")"), message, start)
            _ = try list()
            let goesOn = take(";;&") || take(";;") || take(";&")
            try close(goesOn || sees(word: "esac"), message, start)
            try skipNewlines()
        }
        return "a `case`"
    }
}

extension ShellParser {
    /// Words, assignments and redirections, or the definition of a function.
    private mutating func simple() throws(Fault) -> Last {
        guard !isAtListEnd else { throw .unclear }
        var name: String?
        var words = 0
        var end: Int?
        while true {
            skipBlanks()
            if let redirected = try redirection() {
                end = redirected
            } else if words == 1, name != nil, take("(") {
                return try function()
            } else if let word = try word() {
                end = word.upperBound
                words += 1
                if name == nil, !Self.isAssignment(bytes[word]) { name = String(decoding: bytes[word], as: UTF8.self) }
            } else {
                break
            }
        }
        guard let end else { throw .unclear }
        return .simple(name: name, end: end)
    }

    private mutating func function() throws(Fault) -> Last {
        skipBlanks()
        guard take(")") else { throw .unclear }
        try skipNewlines()
        functions += 1
        defer { functions -= 1 }
        _ = try nested { parser throws(Fault) in try parser.command() }
        return .function
    }

    private static func isAssignment(_ word: ArraySlice<UInt8>) -> Bool {
        guard let equals = word.firstIndex(of: UInt8(ascii: "=")), let first = word.first else { return false }
        let name = word[..<equals]
        return !name.isEmpty && !(0x30...0x39).contains(first)
            && name.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "_") }
    }

    /// A redirection, if there is one; the offset behind it.
    private mutating func redirection() throws(Fault) -> Int? {
        var digits = 0
        while let byte = byte(digits), (0x30...0x39).contains(byte) { digits += 1 }
        guard let arrow = byte(digits), arrow == UInt8(ascii: "<") || arrow == UInt8(ascii: ">") else { return nil }
        position += digits
        if sees("<(") || sees(">(") {
            isDialect = true
            position += 1
            return try substitution(from: position)
        }
        if take("<<<") {
            isDialect = true
        } else if take("<<-") {
            return try hereDocument(stripsTabs: true)
        } else if take("<<") {
            return try hereDocument(stripsTabs: false)
        } else if !take("<&"), !take("<>"), !take(">&"), !take(">>"), !take(">|") {
            position += 1
        }
        skipBlanks()
        guard let word = try word() else { throw .unclear }
        return word.upperBound
    }
}
