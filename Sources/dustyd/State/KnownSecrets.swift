import DustyCore
import Synchronization

/// The values of the variables that were set on this host, to keep them out of the output of programs.
///
/// Values that were changed or unset stay hidden: containers still have them, and so do their logs. What an earlier daemon knew is read from
/// the Compose file that it wrote, which has what containers were made with; nothing else of it is kept.
final class KnownSecrets: Sendable {
    /// Length of the shortest value that is hidden. Shorter ones are common words in output.
    static let shortest = 8
    /// How many values that are no longer set stay hidden, and how many bytes of them; the oldest go first.
    static let mostFormer = (values: 500, bytes: 512 << 10)
    /// How many values of the specs' own variables are hidden: whole ones come before lines of them.
    static let mostOfSpecs = (values: 5000, bytes: 2 << 20)
    /// How many values of each origin are taken from the file of an earlier daemon.
    static let mostRecalled = mostOfSpecs

    /// Those of one origin: what one of them sets takes no room from another.
    private struct Origin {
        var variables: [String: [String: Secret]] = [:]
        var present: [[UInt8]] = []
        /// What is no longer set, the newest first.
        var former: [[UInt8]] = []

        mutating func replace(_ new: [String: [String: Secret]], most: (values: Int, bytes: Int)? = nil) {
            let values = KnownSecrets.values(in: new)
            let kept = most.map { KnownSecrets.bounded(values, $0) } ?? values
            let known = Set(kept)
            let gone = present.filter { !known.contains($0) }
            let goneNow = Set(gone)
            former = KnownSecrets.bounded(
                gone + former.filter { !known.contains($0) && !goneNow.contains($0) },
                mostFormer
            )
            (variables, present) = (new, kept)
        }

        /// Adds what was set when the file was written: most of it still is, and is former no longer when that has been read.
        mutating func recall(_ values: [String: [String: Secret]]) {
            let known = Set(present + former)
            let new = KnownSecrets.values(in: values).filter { !known.contains($0) }
            former += KnownSecrets.bounded(new, KnownSecrets.mostRecalled)
        }
    }

    private struct Latest {
        var host = Origin()
        var specs = Origin()
        /// All of them by their first byte, longer ones first, so that what contains another goes whole.
        private(set) var hidden: [UInt8: [[UInt8]]] = [:]

        mutating func group() {
            let all = Set(host.present + host.former + specs.present + specs.former)
            hidden = Dictionary(grouping: all.sorted { $0.count > $1.count }) { $0[0] }
        }
    }

    private let latest = Mutex(Latest())

    /// Replaces what is set. What was and is no longer stays hidden.
    func remember(_ variables: [String: [String: Secret]]) {
        latest.withLock { latest in
            guard latest.host.variables != variables else { return }
            latest.host.replace(variables)
            latest.group()
        }
    }

    /// Replaces what the specs have of their own. What they had stays hidden.
    func remember(specs variables: [String: [String: Secret]]) {
        latest.withLock { latest in
            guard latest.specs.variables != variables else { return }
            latest.specs.replace(variables, most: Self.mostOfSpecs)
            latest.group()
        }
    }

    /// Adds what was set once and may be no longer, such as what containers were made with before the daemon started.
    func remember(former variables: [String: [String: Secret]]) {
        latest.withLock { latest in
            // Those of the specs are many, and take no room from what was set on this host.
            latest.host.recall(variables.filter { $0.key != SpecSources.environmentFile })
            latest.specs.recall(variables.filter { $0.key == SpecSources.environmentFile })
            latest.group()
        }
    }

    /// A text with a mark in place of every such value. Of one that `isCut` at its end the beginning of a value there is hidden, too.
    func hide(_ text: String, isCut: Bool = false) -> String {
        let hidden = latest.withLock(\.hidden)
        guard !hidden.isEmpty else { return text }
        var bytes = Array(text.utf8)
        // Of a character that was cut in two no value has the replacement.
        while isCut, bytes.suffix(3) == [0xEF, 0xBF, 0xBD] { bytes.removeLast(3) }
        var shown: [UInt8] = []
        var place = 0
        while place < bytes.count {
            let (values, rest) = (hidden[bytes[place]] ?? [], bytes[place...])
            if let value = values.first(where: { rest.starts(with: $0) }) {
                shown += Redactor.mark.utf8
                place += value.count
            } else if isCut, values.contains(where: { $0.count > rest.count && $0.starts(with: rest) }) {
                shown += Redactor.mark.utf8
                place = bytes.count
            } else {
                shown.append(bytes[place])
                place += 1
            }
        }
        return shown == bytes ? text : String(decoding: shown, as: UTF8.self)
    }

    private static func bounded(_ values: [[UInt8]], _ most: (values: Int, bytes: Int)) -> [[UInt8]] {
        var bytes = 0
        return Array(
            values.prefix(most.values).prefix { value in
                bytes += value.count
                return bytes <= most.bytes
            }
        )
    }

    /// Each line of a value on its own too, since output comes in lines; whole values come first.
    private static func values(in variables: [String: [String: Secret]]) -> [[UInt8]] {
        let whole = Set(Redactor.withPairs(variables.values.flatMap(\.values).map(\.revealed)))
        let forms = whole.reduce(into: Set<String>()) { $0.formUnion(Redactor.forms(of: $1)) }.subtracting(whole)
        return (whole.sorted() + forms.sorted()).filter { $0.count >= shortest && !Redactor.isHarmless($0) }
            .map { Array($0.utf8) }
    }
}
