/// Reads shell text by the grammar of POSIX, as far as needed to find its last command, and whether it uses its
/// arguments.
///
/// What it cannot read, such as the constructs of other shells, is not an error: it says so, and makes no claim about
/// the text.
struct ShellParser {
    /// Why a text was not read to its end.
    enum Fault: Error {
        /// The text ends in the middle of something that began at an offset, which no shell accepts.
        case unfinished(String, at: Int)
        /// It may be valid, but cannot be read here.
        case unclear
    }

    /// The last command of a list.
    enum Last {
        /// There is none.
        case none
        /// A command of words: its name, if it has one, and the offset after its last word or redirection.
        case simple(name: String?, end: Int)
        /// One made of others, in words.
        case compound(String)
        /// The definition of a function.
        case function
    }

    /// A here-document whose text begins with the next line.
    struct HereDocument {
        var delimiter: [UInt8]
        /// Whether it is not expanded.
        var isQuoted: Bool
        var stripsTabs: Bool
    }

    /// How deep constructs may nest.
    private static let depthLimit = 40

    /// The text, with a line ending at its end.
    let bytes: [UInt8]
    var position = 0
    /// Whether the arguments of the whole text are used, outside of functions.
    private(set) var usesArguments = false
    /// Whether something was read that shells interpret differently; then nothing is certain.
    var isDialect = false
    /// How many function definitions this is inside of: there `$1` is the function's.
    var functions = 0
    /// Here-documents of the line.
    var pending: [HereDocument] = []
    /// Whether a line cannot end here, because outer here-documents wait for its end.
    var holdsLine = false
    var depth = 0

    init(text: String) {
        bytes = Array(text.utf8) + [UInt8(ascii: "\n")]
    }

    /// A reader of a part of a text.
    init(_ bytes: [UInt8], within outer: ShellParser) {
        self.bytes = bytes + [UInt8(ascii: "\n")]
        functions = outer.functions
        depth = outer.depth
    }

    /// Reads the whole text.
    mutating func script() throws(Fault) -> Last {
        do throws(Fault) {
            let last = try list()
            guard current == nil else { throw .unclear }
            return last
        } catch {
            throw isDialect ? .unclear : error
        }
    }

    /// Records that arguments are used.
    mutating func noteArguments() {
        if functions == 0 { usesArguments = true }
    }

    /// Merges what was found in a part.
    mutating func absorb(_ part: ShellParser) {
        usesArguments = usesArguments || part.usesArguments
        isDialect = isDialect || part.isDialect
    }

    /// Reads something nested.
    mutating func nested<Value>(_ body: (inout ShellParser) throws(Fault) -> Value) throws(Fault) -> Value {
        guard depth < Self.depthLimit else { throw .unclear }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }
}

// What is at the position.
extension ShellParser {
    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    func byte(_ distance: Int) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    func sees(_ text: StaticString) -> Bool {
        for index in 0..<text.utf8CodeUnitCount where byte(index) != text.utf8Start[index] { return false }
        return true
    }

    /// Reads an operator if it is there.
    mutating func take(_ text: StaticString) -> Bool {
        guard sees(text) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    /// Skips blanks, line continuations and a comment.
    mutating func skipBlanks() {
        while let byte = current {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): position += 1
            case UInt8(ascii: "\\") where self.byte(1) == UInt8(ascii: "\n"): position += 2
            case UInt8(ascii: "#"):
                while let byte = current, byte != UInt8(ascii: "\n") { position += 1 }
                return
            default: return
            }
        }
    }

    /// Skips to the next word or operator, over the here-documents in between.
    mutating func skipNewlines() throws(Fault) {
        skipBlanks()
        while current == UInt8(ascii: "\n") {
            guard !holdsLine else { throw .unclear }
            position += 1
            try hereDocuments()
            skipBlanks()
        }
    }

    /// Whether a byte ends a word.
    static func isDelimiter(_ byte: UInt8?) -> Bool {
        byte.map { " \t\n;&|<>()".utf8.contains($0) } ?? true
    }
}
