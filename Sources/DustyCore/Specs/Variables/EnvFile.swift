/// A file of environment variables in the format of Compose's `env_file`: a line is `NAME=value`, split at the first
/// `=` and taken as it is, quotes included; blank lines and those that begin with `#` are skipped. A line with only a
/// name takes the value from the reader's environment. A byte order mark before everything is skipped, and lines may
/// end as Windows ends them.
///
/// The file holds secrets: errors give the place and quote no word of it.
public struct EnvFile: Sendable, Equatable {
    /// The variables, in written order; one that is written twice has its last value.
    public var variables: [EnvVariable]
    /// Names without a value, neither in the file nor in the environment.
    public var missing: [String]

    /// Reads a file's text. Throws `.invalid` with the first line that is wrong; `file` is only named in messages.
    public init(_ text: String, file: String, environment: [String: String]) throws(DustyError) {
        var values: [(name: String, value: String?)] = []
        // By bytes: to Swift a Windows line ending is one character, and all other line separators belong to the value.
        let lines = text.withoutByteOrderMark.utf8
        for (number, raw) in lines.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let bytes = raw.drop { $0 == 0x20 || $0 == 0x09 }
            let line = String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let (name, value) = line.cut(at: "=") ?? (line.trimmingSpaces(), environment[line.trimmingSpaces()])
            if let fault = EnvVariable.fault(name: name) {
                let column = raw.count - bytes.count + EnvVariable.faultyPrefix(of: name) + 1
                throw DustyError(
                    .invalid,
                    "\(file):\(number + 1):\(column): \(fault)",
                    hint: "write one NAME=value on each line"
                )
            }
            values.removeAll { $0.name == name }
            values.append((name, value))
        }
        variables = values.compactMap { entry in entry.value.map { EnvVariable(name: entry.name, value: $0) } }
        missing = values.filter { $0.value == nil }.map(\.name)
    }
}

extension EnvVariable {
    /// Why this cannot be the name of a variable; nil when it can.
    ///
    /// The message does not quote it: it may be a secret in the wrong place.
    public static func fault(name: String) -> String? {
        if name.isEmpty { return "a variable needs a name" }
        let isWhole = faultyPrefix(of: name) == name.unicodeScalars.count
        return isWhole ? nil : "a variable's name cannot have spaces, `=`, or invisible characters"
    }

    /// How many characters come before the first that a name cannot contain.
    static func faultyPrefix(of name: String) -> Int {
        name.unicodeScalars.prefix { $0 != "=" && $0 != " " && !CleanText.isHidden($0) }.count
    }

    /// Why this cannot be a variable; nil when it can.
    public var fault: String? {
        if let fault = Self.fault(name: name) { return fault }
        return value.utf8.contains(0) ? "the value of \(name) contains a NUL character, which no variable can" : nil
    }
}

extension String {
    fileprivate func trimmingSpaces() -> String {
        var text = self[...]
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return String(text)
    }
}
