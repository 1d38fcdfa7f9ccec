/// The difference of two texts, as `diff -u` prints it.
public enum UnifiedDiff {
    /// Unchanged lines shown around each change.
    private static let context = 3

    /// The difference; empty when the texts are equal. A file that does not exist is nil and is shown as `/dev/null`.
    public static func text(from old: String?, to new: String?, path: String) -> String {
        let before = lines(old)
        let after = lines(new)
        guard before != after || (old == nil) != (new == nil) else { return "" }
        let script = edits(from: before, to: after)
        let head = "--- \(old == nil ? "/dev/null" : path)\n+++ \(new == nil ? "/dev/null" : path)\n"
        return head + hunks(of: script).map { text(of: $0, in: script) }.joined()
    }

    private enum Edit: Equatable {
        case keep(String)
        case delete(String)
        case insert(String)

        var isChange: Bool {
            if case .keep = self { false } else { true }
        }
    }

    /// Lines without their endings. A last line without an ending is marked, because it differs from one with an
    /// ending.
    private static func lines(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        var lines = text.exactLines
        let last = lines.removeLast()
        if !last.isEmpty { lines.append(last + "\n\\ No newline at end of file") }
        return lines
    }

    private static func edits(from before: [String], to after: [String]) -> [Edit] {
        var deleted: Set<Int> = []
        var inserted: Set<Int> = []
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): deleted.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var result: [Edit] = []
        var (old, new) = (0, 0)
        while old < before.count || new < after.count {
            if old < before.count, deleted.contains(old) {
                result.append(.delete(before[old]))
                old += 1
            } else if new < after.count, inserted.contains(new) {
                result.append(.insert(after[new]))
                new += 1
            } else {
                result.append(.keep(before[old]))
                old += 1
                new += 1
            }
        }
        return result
    }

    /// Ranges of the script that are shown: changes with their context, merged when they touch.
    private static func hunks(of script: [Edit]) -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in script.indices where script[index].isChange {
            let range = max(0, index - context)..<min(script.count, index + context + 1)
            if let last = hunks.last, range.lowerBound <= last.upperBound {
                hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
            } else {
                hunks.append(range)
            }
        }
        return hunks
    }

    private static func text(of hunk: Range<Int>, in script: [Edit]) -> String {
        func count(_ range: some Sequence<Int>, _ counts: (Edit) -> Bool) -> Int {
            range.count { counts(script[$0]) }
        }
        func isOld(_ edit: Edit) -> Bool { if case .insert = edit { false } else { true } }
        func isNew(_ edit: Edit) -> Bool { if case .delete = edit { false } else { true } }
        let before = 0..<hunk.lowerBound
        let old = span(count(before, isOld), count(hunk, isOld))
        let new = span(count(before, isNew), count(hunk, isNew))
        let body = script[hunk].map { edit in
            switch edit {
            case .keep(let line): " \(line)\n"
            case .delete(let line): "-\(line)\n"
            case .insert(let line): "+\(line)\n"
            }
        }
        return "@@ -\(old) +\(new) @@\n" + body.joined()
    }

    /// First line and number of lines, the way `diff` counts.
    private static func span(_ before: Int, _ count: Int) -> String {
        let first = count == 0 ? before : before + 1
        return count == 1 ? "\(first)" : "\(first),\(count)"
    }
}
