extension EnvFile {
    /// Something in a file of variables that is wrong. It quotes no word of the file.
    public struct Fault: Equatable, Sendable {
        /// Where it is.
        public var place: SpecPlace
        /// What is wrong.
        public var message: String
        /// What to do about it.
        public var hint: String
        /// Whether Compose would only warn of it.
        public var isWarning = false
    }

    /// Largest file of a project.
    static let sizeLimit = 128 << 10

    /// Reads a project's `.env` as Compose does: `NAME=value` or `NAME: value`, also behind `export`; a value may be in quotes and then span
    /// lines, ends before ` #`, and has variables of the lines above it unless its quotes are single. Nothing comes from an environment: a
    /// name without a value is one of the faults, which are few even where much is wrong.
    ///
    /// `secrets` are the names of those that look secret, or have the value of one that does.
    public static func project(_ text: String) -> (variables: [EnvVariable], secrets: Set<String>, faults: [Fault]) {
        var reading = ProjectReading(text)
        reading.run()
        return (reading.variables, reading.secrets, reading.faults)
    }
}

/// A project's file of variables while it is read.
private struct ProjectReading {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0
    private var values: [String: String] = [:]
    private var names: [String] = []
    /// How long all values together may still become: each may have those above it several times.
    private var left = 1 << 20
    private(set) var secrets: Set<String> = []
    private(set) var faults: [EnvFile.Fault] = []

    /// Faults of each kind: behind so many errors nothing is read, and more warnings are only counted.
    private static let most = (variables: 1000, faults: 20)
    private var errors = 0
    private var warnings = 0
    private static let advice = "write one NAME=value on each line"

    init(_ text: String) {
        bytes = Array(text.withoutByteOrderMark.replacing("\r\n", with: "\n").utf8)
    }

    var variables: [EnvVariable] {
        names.compactMap { name in values[name].map { EnvVariable(name: name, value: $0) } }
    }

    mutating func run() {
        var isRead = false
        while !isRead {
            skip { Self.isBlank($0) || $0 == 0x0A }
            if let byte = next, errors < Self.most.faults {
                if byte == UInt8(ascii: "#") { skipLine() } else { readVariable() }
            } else {
                isRead = true
            }
        }
        if warnings > Self.most.faults {
            let message = "\(warnings - Self.most.faults) more values have variables that are not set above their lines"
            add(SpecPlace(line: line, column: 1), message, hint: "set them above, or write `$$` for a dollar", true)
        }
        if next != nil {
            report(index, "nothing from here on is read: there is too much wrong above", hint: "correct that first")
        }
    }

    // MARK: - A variable

    private mutating func readVariable() {
        skipExport()
        let start = index
        let written = bytes[index...].prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ":") && $0 != 0x0A }
        let name = String(decoding: written.trimmed(Self.isBlank), as: UTF8.self)
        let end = index + written.count
        guard end < bytes.count, bytes[end] != 0x0A else {
            report(start, "this variable has no value, and none comes from the environment of the daemon")
            return skipLine()
        }
        if let (offset, message) = Self.fault(ofName: name) {
            report(start + offset, message)
            return skipLine()
        }
        index = end + 1
        skip(Self.isBlank)
        let place = index
        guard let value = [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(next) ? readQuoted() : readPlain() else {
            return skipLine()
        }
        set(name, value, place)
    }

    private mutating func skipExport() {
        let word = Array("export".utf8)
        guard bytes[index...].starts(with: word), bytes[(index + word.count)...].first.map(Self.isBlank) == true else {
            return
        }
        index += word.count
        skip(Self.isBlank)
    }

    /// How many bytes of a name are right, and what is wrong with the next.
    private static func fault(ofName name: String) -> (Int, String)? {
        let right = name.utf8.prefix { $0.isASCIILetterOrDigit || $0 >= 0x80 || "_.-[]".utf8.contains($0) }.count
        let fault = EnvVariable.fault(name: name)
        if right == name.utf8.count { return fault.map { (0, $0) } }
        return (right, fault ?? "a variable's name has only letters, digits, `_`, `.` and `-`")
    }

    private mutating func set(_ name: String, _ value: (text: String, isLiteral: Bool), _ place: Int) {
        let known = values
        let outcome =
            value.isLiteral
            ? Interpolation.Outcome(text: value.text)
            : Interpolation.outcome(of: value.text, limit: left) { known[$0] }
        if outcome.isInvalid {
            report(place, "a `${` in this value begins no variable", hint: "write `${NAME}`, or `$$` for a dollar")
        } else if let missing = outcome.missing {
            let subject = EnvVariable(name: name, value: value.text).looksSecret ? "a variable" : "`\(missing.name)`"
            report(place, "\(subject) must have a value here", hint: "write it on a line above")
        } else if outcome.isTooLong {
            report(place, "with its variables this value is too long", hint: "all values together have 1 MiB at most")
            left = 0
        } else if outcome.text.utf8.contains(0) {
            report(place, "the value of a variable cannot contain a NUL character", hint: "remove it")
        } else if values[name] == nil, names.count >= Self.most.variables {
            report(
                place,
                "these are more than \(Self.most.variables) variables",
                hint: "remove those that no spec uses"
            )
            index = bytes.count
        } else {
            warn(of: outcome, place, mayName: !EnvVariable(name: name, value: value.text).looksSecret)
            left -= outcome.text.utf8.count
            names.removeAll { $0 == name }
            names.append(name)
            values[name] = outcome.text
            let isSecret = EnvVariable(name: name, value: outcome.text).looksSecret
            if isSecret || !secrets.isDisjoint(with: outcome.used) {
                secrets.insert(name)
            } else {
                secrets.remove(name)
            }
        }
    }

    private mutating func warn(of outcome: Interpolation.Outcome, _ place: Int, mayName: Bool) {
        for (name, subject) in Interpolation.unset(outcome, mayName: mayName) {
            warnings += 1
            guard warnings <= Self.most.faults else { continue }
            let hint = "set it above, or write `${\(name ?? "NAME"):-default}`; `$$` is a dollar"
            let message = "\(subject) is not set above this line, so nothing takes its place"
            report(place, message, hint: hint, isWarning: true)
        }
    }

    // MARK: - A value

    /// A value without quotes, up to the end of its line.
    private mutating func readPlain() -> (text: String, isLiteral: Bool) {
        let start = index
        skipLine()
        var value = bytes[start..<index]
        if let comment = value.indices.dropLast().first(where: {
            value[$0] == 0x20 && value[$0 + 1] == UInt8(ascii: "#")
        }) {
            value = value[..<comment]
        }
        return (String(decoding: value.trimmed(Self.isBlank), as: UTF8.self), false)
    }

    /// A value in quotes; nil when it is reported.
    private mutating func readQuoted() -> (text: String, isLiteral: Bool)? {
        let (start, quote) = (index, bytes[index])
        var value: [UInt8] = []
        var end = index + 1
        while end < bytes.count, bytes[end] != quote {
            if bytes[end] == UInt8(ascii: "\\"), end + 1 < bytes.count {
                if bytes[end + 1] != quote { value.append(bytes[end]) }
                end += 1
            }
            value.append(bytes[end])
            end += 1
        }
        guard end < bytes.count else {
            report(start, "this quote is not closed", hint: "close it, or put a backslash before it")
            index = bytes.count
            return nil
        }
        move(to: end + 1)
        skip(Self.isBlank)
        guard next == nil || next == 0x0A || next == UInt8(ascii: "#") else {
            report(index, "only a comment can stand behind the quote that closes a value")
            return nil
        }
        let isLiteral = quote == UInt8(ascii: "'")
        return (String(decoding: isLiteral ? value : Self.unescaped(value), as: UTF8.self), isLiteral)
    }

    /// What stands for the escapes of a value in double quotes; an escaped dollar is two, which stand for one.
    private static func unescaped(_ value: [UInt8]) -> [UInt8] {
        let signs: [UInt8: UInt8] = [
            UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
            UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09, UInt8(ascii: "v"): 0x0B, UInt8(ascii: "\""): 0x22,
            UInt8(ascii: "\\"): 0x5C,
        ]
        var result: [UInt8] = []
        var rest = value[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let sign = rest.first else {
                result.append(byte)
                continue
            }
            if let meant = signs[sign] {
                result.append(meant)
                rest = rest.dropFirst()
            } else if sign == UInt8(ascii: "$") {
                result += "$$".utf8
                rest = rest.dropFirst()
            } else if sign == UInt8(ascii: "0") {
                let digits = rest.dropFirst().prefix(3).prefix { (0x30...0x39).contains($0) }
                let code = digits.count == 3 ? UInt8(String(decoding: digits, as: UTF8.self), radix: 8) : nil
                result += code.map { Array(String(Unicode.Scalar($0)).utf8) } ?? [byte] + digits
                rest = rest.dropFirst(1 + digits.count)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    // MARK: - Places

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0B, 0x0C, 0x0D].contains(byte) }

    private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
        move(to: index + bytes[index...].prefix(while: isSkipped).count)
    }

    private mutating func skipLine() { skip { $0 != 0x0A } }

    private mutating func move(to end: Int) {
        while index < end {
            if bytes[index] == 0x0A { (line, lineStart) = (line + 1, index + 1) }
            index += 1
        }
    }

    private mutating func report(_ byte: Int, _ message: String, hint: String = Self.advice, isWarning: Bool = false) {
        // A value may have begun on an earlier line.
        var place = SpecPlace(line: line, column: 1)
        var start = lineStart
        while start > byte {
            place.line -= 1
            start = bytes[..<(start - 1)].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        }
        place.column = String(decoding: bytes[start..<max(start, byte)], as: UTF8.self).unicodeScalars.count + 1
        add(place, message, hint: hint, isWarning)
    }

    private mutating func add(_ place: SpecPlace, _ message: String, hint: String, _ isWarning: Bool) {
        if !isWarning { errors += 1 }
        faults.append(EnvFile.Fault(place: place, message: message, hint: hint, isWarning: isWarning))
    }
}

extension ArraySlice<UInt8> {
    /// The bytes without such ones at their end.
    fileprivate func trimmed(_ isTrimmed: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var bytes = self
        while let last = bytes.last, isTrimmed(last) { bytes = bytes.dropLast() }
        return bytes
    }
}
