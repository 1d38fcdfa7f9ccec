import DustyCore

/// Reads what rsync prints with `--info=progress2,stats2 --no-human-readable`.
enum RsyncOutput {
    /// Prefixes each item so that it cannot be mistaken for anything else.
    static let itemFormat = "item %i %n"
    private static let itemMark = Array("item ".utf8)
    /// Length of the description of an item.
    private static let letters = 11

    /// Progress from a line such as `30000000  24%  235.81MB/s  0:00:00 (xfr#1, to-chk=4/6)`; nil for other lines.
    static func progress(_ line: String) -> Job.Progress? {
        let words = line.split(whereSeparator: { $0 == " " || $0 == "(" || $0 == ")" || $0 == "," })
        guard words.count >= 4, words[1].hasSuffix("%"), let bytes = Int64(words[0]),
            let percent = Double(words[1].dropLast()), let rate = bytesPerSecond(words[2]),
            // Another machine may print anything that reads as a number, such as `nan`.
            bytes >= 0, percent.isFinite, percent >= 0, rate.isFinite
        else { return nil }
        var progress = Job.Progress(percent: min(percent, 100), bytes: bytes, bytesPerSecond: rate)
        // While rsync still lists the source the word is `ir-chk` and the total is not final.
        if let check = words.last(where: { $0.hasPrefix("to-chk=") }) {
            let parts = check.dropFirst(7).parts(at: "/").compactMap { Int($0) }
            if parts.count == 2, parts.allSatisfy({ $0 >= 0 }) {
                progress.items = max(0, parts[1] - parts[0])
                progress.totalItems = parts[1]
            }
        }
        return progress
    }

    /// Whether a line is about an item.
    static func isItem(_ line: String) -> Bool {
        line.utf8.starts(with: itemMark)
    }

    /// Adds what a line reports.
    static func take(_ line: String, into contents: inout TransferRecord.Contents) {
        if isItem(line) {
            item(Array(line.utf8.dropFirst(itemMark.count)), into: &contents)
        } else if let count = line.following("Number of regular files transferred: ") {
            contents.result.files = Int(clamping: leadingNumber(count))
        } else if let count = line.following("Number of deleted files: ") {
            contents.result.deleted = max(contents.result.deleted, Int(clamping: leadingNumber(count)))
        } else if let count = line.following("Total transferred file size: ") {
            contents.result.bytes = leadingNumber(count)
        } else {
            return
        }
        let isChange = contents.result.files > 0 || contents.result.deleted > 0
        contents.result.changed = contents.result.changed || isChange
    }

    private static func item(_ item: [UInt8], into contents: inout TransferRecord.Contents) {
        let what = item.prefix(letters)
        let path = name(item.dropFirst(letters + 1))
        let isRoot = path == [UInt8(ascii: "."), UInt8(ascii: "/")]
        if isRoot, contents.listing.count > 0 {
            // Each attempt begins with the directory itself; one that lost its connection lists everything again.
            contents = TransferRecord.Contents()
        }
        contents.result.changed = contents.result.changed || isChange(what)
        guard what.first != UInt8(ascii: "*") else {
            // Up to version 3.2 the final figures omit what the receiving side deleted.
            contents.result.deleted += 1
            note(path, in: &contents)
            return
        }
        guard !path.isEmpty else { return }
        contents.listing.append(path)
        if isChange(what), !isRoot { note(path, in: &contents) }
        if what.last == UInt8(ascii: "+"), !isRoot { contents.created += 1 }
        if what.starts(with: [UInt8(ascii: "<"), UInt8(ascii: "f")])
            || what.starts(with: [UInt8(ascii: ">"), UInt8(ascii: "f")])
        {
            contents.sent.append(path)
        }
    }

    private static func note(_ path: [UInt8], in contents: inout TransferRecord.Contents) {
        guard path[...].isDirectoryPath else { return contents.result.add(CollectionOfOne(path[...])) }
        guard contents.result.directories.count < TransferResult.pathLimit else { return contents.result.paths = nil }
        contents.result.directories.insert(Array(path.dropLast()))
    }

    /// Whether it says more than that a directory has another time of modification.
    private static func isChange(_ what: ArraySlice<UInt8>) -> Bool {
        guard what.first == UInt8(ascii: ".") else { return true }
        let isDirectory = what.dropFirst().first == UInt8(ascii: "d")
        return what.dropFirst(2).contains {
            $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: " ") && !(isDirectory && $0 == UInt8(ascii: "t"))
        }
    }

    /// A name as raw bytes: rsync writes unprintable ones as `\#` and three octal digits, and a backslash before a `#`
    /// likewise.
    static func name(_ text: ArraySlice<UInt8>) -> [UInt8] {
        guard text.contains(UInt8(ascii: "\\")) else { return Array(text) }
        var name: [UInt8] = []
        var rest = text
        while let byte = rest.first {
            if let escaped = escape(rest) {
                name.append(escaped)
                rest = rest.dropFirst(5)
            } else {
                name.append(byte)
                rest = rest.dropFirst()
            }
        }
        return name
    }

    private static func escape(_ text: ArraySlice<UInt8>) -> UInt8? {
        guard text.count >= 5, text.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "#")]) else { return nil }
        let digits = text.dropFirst(2).prefix(3).map { $0 &- UInt8(ascii: "0") }
        guard digits.allSatisfy({ $0 < 8 }) else { return nil }
        return UInt8(exactly: digits.reduce(0) { $0 * 8 + Int($1) })
    }

    /// Names in rsync's own messages for display: letters beyond ASCII, and nothing that moves a terminal's cursor.
    static func readable(_ message: String) -> String {
        guard message.contains("\\#") else { return message }
        var bytes: [UInt8] = []
        var rest = Array(message.utf8)[...]
        while let byte = rest.first {
            if let escaped = escape(rest), escaped >= 0x80 {
                bytes.append(escaped)
                rest = rest.dropFirst(5)
            } else {
                bytes.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? message
    }

    /// `235.81MB/s` as bytes a second; rsync's units are powers of 1024.
    private static func bytesPerSecond(_ text: Substring) -> Double? {
        guard text.hasSuffix("B/s") else { return nil }
        let units: [Character: Double] = ["k": 0x1p10, "M": 0x1p20, "G": 0x1p30, "T": 0x1p40]
        let number = text.dropLast(3)
        guard let unit = number.last, let factor = units[unit] else { return Double(number) }
        return Double(number.dropLast()).map { $0 * factor }
    }

    private static func leadingNumber(_ text: Substring) -> Int64 {
        // Bounded, so that any claim of a machine can be added up.
        min(Int64(text.filter { $0 != "," }.prefix { $0.isNumber }) ?? 0, 1 << 50)
    }
}

extension String {
    /// The text after the prefix; nil when it does not begin with it.
    fileprivate func following(_ prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
