extension ShellParser {
    /// A word, if there is one: its place. A line that continues after it is not part of it.
    mutating func word() throws(Fault) -> Range<Int>? {
        let start = position
        var end = position
        while let byte = current, !Self.isDelimiter(byte) {
            switch byte {
            case UInt8(ascii: "\\") where self.byte(1) == UInt8(ascii: "\n"):
                position += 2
                continue
            case UInt8(ascii: "'"): try singleQuoted()
            case UInt8(ascii: "\""): try doubleQuoted()
            default: try part(quoted: false)
            }
            end = position
        }
        return end > start ? start..<end : nil
    }

    /// What is the same inside and outside of double quotes: an expansion, or any one character.
    mutating func part(quoted: Bool) throws(Fault) {
        switch current {
        case UInt8(ascii: "\\"): position += 2
        case UInt8(ascii: "$"): try expansion(quoted: quoted)
        case UInt8(ascii: "`"): try backquoted(quoted: quoted)
        default: position += 1
        }
    }

    /// A command in parentheses, the opening one of which is at the position; the offset after it.
    mutating func substitution(from start: Int) throws(Fault) -> Int {
        position += 1
        let outer = (pending, holdsLine)
        holdsLine = holdsLine || !pending.isEmpty
        pending = []
        try nested { parser throws(Fault) in
            _ = try parser.list()
            guard parser.take(")") else {
                throw parser.current == nil ? .unfinished("`(` has no `)`", at: start) : .unclear
            }
        }
        guard pending.isEmpty else { throw .unclear }
        (pending, holdsLine) = outer
        return position
    }

    private mutating func singleQuoted() throws(Fault) {
        let start = position
        position += 1
        while let byte = current, byte != UInt8(ascii: "'") { position += 1 }
        guard current != nil else { throw .unfinished("a single quote is not closed", at: start) }
        position += 1
    }

    private mutating func doubleQuoted() throws(Fault) {
        let start = position
        position += 1
        while let byte = current, byte != UInt8(ascii: "\"") { try part(quoted: true) }
        guard current != nil else { throw .unfinished("a double quote is not closed", at: start) }
        position += 1
    }

    /// What begins with a dollar.
    private mutating func expansion(quoted: Bool) throws(Fault) {
        let start = position
        if sees("$((") { return try nested { parser throws(Fault) in try parser.arithmetic() } }
        if sees("${") { return try nested { parser throws(Fault) in try parser.braced(quoted: quoted) } }
        position += 1
        switch current {
        case UInt8(ascii: "("): _ = try substitution(from: start)
        case UInt8(ascii: "'") where !quoted: try ansiQuoted()
        case let byte? where "@*#123456789".utf8.contains(byte):
            noteArguments()
            position += 1
        default: break
        }
    }

    /// Some shells know `$'…'`, in which a backslash guards a quote; others do not.
    private mutating func ansiQuoted() throws(Fault) {
        isDialect = true
        position += 1
        while let byte = current, byte != UInt8(ascii: "'") { position += byte == UInt8(ascii: "\\") ? 2 : 1 }
        guard current != nil else { throw .unclear }
        position += 1
    }

    private mutating func arithmetic() throws(Fault) {
        position += 3
        var open = 0
        while let byte = current {
            switch byte {
            case UInt8(ascii: "("):
                open += 1
                position += 1
            case UInt8(ascii: ")") where open > 0:
                open -= 1
                position += 1
            case UInt8(ascii: ")"):
                // It may be a command in parentheses too, on which shells disagree.
                guard take("))") else { throw .unclear }
                return
            case UInt8(ascii: "'"): throw .unclear
            default: try part(quoted: true)
            }
        }
        throw .unclear
    }

    private mutating func braced(quoted: Bool) throws(Fault) {
        let start = position
        position += 2
        if current == UInt8(ascii: "!") { isDialect = true }
        if current == UInt8(ascii: "#"), byte(1) == UInt8(ascii: "}") { noteArguments() }
        if current == UInt8(ascii: "#") || current == UInt8(ascii: "!") { position += 1 }
        parameter()
        if current == UInt8(ascii: ":") { position += 1 }
        let isPattern = current.map { "#%/".utf8.contains($0) } ?? false
        while let byte = current, byte != UInt8(ascii: "}") {
            switch byte {
            case UInt8(ascii: "'") where !quoted || isPattern: try singleQuoted()
            case UInt8(ascii: "'"):
                // In double quotes shells differ on what a single one means.
                isDialect = true
                position += 1
            case UInt8(ascii: "\""):
                if quoted { isDialect = true }
                try doubleQuoted()
            default: try part(quoted: quoted)
            }
        }
        guard current != nil else { throw .unfinished("`${` has no `}`", at: start) }
        position += 1
    }

    /// The name in `${…}`.
    private mutating func parameter() {
        guard let first = current else { return }
        let isNumber = (0x31...0x39).contains(first)
        if isNumber || first == UInt8(ascii: "@") || first == UInt8(ascii: "*") { noteArguments() }
        guard first.isASCIILetterOrDigit || first == UInt8(ascii: "_") else {
            if "@*?-$!".utf8.contains(first) { position += 1 }
            return
        }
        while let byte = current, byte.isASCIILetterOrDigit || byte == UInt8(ascii: "_") { position += 1 }
    }

    /// A command in backquotes: a separate text, in which backslashes escape less than usual.
    private mutating func backquoted(quoted: Bool) throws(Fault) {
        let start = position
        var inner: [UInt8] = []
        position += 1
        while let byte = current, byte != UInt8(ascii: "`") {
            if byte == UInt8(ascii: "\\"), let next = self.byte(1) {
                let isGuarded = "\\`$".utf8.contains(next) || quoted && next == UInt8(ascii: "\"")
                inner += isGuarded ? [next] : [byte, next]
                position += 2
            } else {
                inner.append(byte)
                position += 1
            }
        }
        guard current != nil else { throw .unfinished("a backquote is not closed", at: start) }
        position += 1
        try nested { parser throws(Fault) in
            var part = ShellParser(inner, within: parser)
            defer { parser.absorb(part) }
            do throws(Fault) { _ = try part.script() } catch { throw error.moved(to: start) }
        }
    }
}

extension ShellParser {
    /// The delimiter of a here-document, whose text begins with the next line; the offset after it.
    mutating func hereDocument(stripsTabs: Bool) throws(Fault) -> Int {
        skipBlanks()
        guard let word = try word() else { throw .unclear }
        var delimiter: [UInt8] = []
        var isGuarded = false
        for byte in bytes[word] {
            if !isGuarded, "'\"\\".utf8.contains(byte) {
                isGuarded = byte == UInt8(ascii: "\\")
                continue
            }
            isGuarded = false
            delimiter.append(byte)
        }
        let isQuoted = delimiter.count < word.count
        pending.append(HereDocument(delimiter: delimiter, isQuoted: isQuoted, stripsTabs: stripsTabs))
        return word.upperBound
    }

    /// The here-documents of the line before.
    mutating func hereDocuments() throws(Fault) {
        let documents = pending
        pending = []
        for document in documents {
            let start = position
            let body = self.body(of: document)
            guard !document.isQuoted else { continue }
            try nested { parser throws(Fault) in
                var part = ShellParser(body, within: parser)
                defer { parser.absorb(part) }
                do throws(Fault) {
                    while part.current != nil { try part.part(quoted: true) }
                } catch {
                    throw error.moved(to: start)
                }
            }
        }
    }

    private mutating func body(of document: HereDocument) -> [UInt8] {
        let start = position
        while position < bytes.count {
            let lineStart = position
            let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            position = min(end + 1, bytes.count)
            var line = bytes[lineStart..<end]
            if document.stripsTabs { line = line.drop { $0 == UInt8(ascii: "\t") } }
            if line.elementsEqual(document.delimiter) { return Array(bytes[start..<lineStart]) }
        }
        return Array(bytes[start...])
    }
}

extension ShellParser.Fault {
    /// The same, at the place where its part of the text begins.
    fileprivate func moved(to offset: Int) -> Self {
        switch self {
        case .unfinished(let message, _): .unfinished(message, at: offset)
        case .unclear: .unclear
        }
    }
}
