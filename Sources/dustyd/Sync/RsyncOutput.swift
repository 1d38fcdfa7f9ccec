import DustyCore

/// Reads what rsync prints with `--info=progress2,stats2 --no-human-readable`.
enum RsyncOutput {
    /// Makes each changed item a line of its own kind that cannot be taken for a file's name.
    static let itemFormat = "item %i"

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

    /// The result from everything that rsync printed.
    static func result(_ output: String) -> TransferResult {
        var result = TransferResult(files: 0, deleted: 0, bytes: 0, changed: false)
        for line in output.split(whereSeparator: { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }) {
            if let item = line.following("item ") {
                result.changed = result.changed || isChange(item)
            } else if let count = line.following("Number of regular files transferred: ") {
                result.files = Int(clamping: leadingNumber(count))
            } else if let count = line.following("Number of deleted files: ") {
                result.deleted = Int(clamping: leadingNumber(count))
            } else if let count = line.following("Total transferred file size: ") {
                result.bytes = leadingNumber(count)
            }
        }
        result.changed = result.changed || result.files > 0 || result.deleted > 0
        return result
    }

    /// Whether an itemised change means more than a directory's time of modification.
    private static func isChange(_ item: Substring) -> Bool {
        guard item.hasPrefix(".d"), item.count >= 11 else { return true }
        return item.dropFirst(2).contains { $0 != "." && $0 != "t" && $0 != " " }
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
        // Bounded, so that whatever a machine claims can be added up.
        min(Int64(text.filter { $0 != "," }.prefix { $0.isNumber }) ?? 0, 1 << 50)
    }
}

extension Substring {
    /// What follows the prefix; nil when the text does not begin with it.
    fileprivate func following(_ prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
