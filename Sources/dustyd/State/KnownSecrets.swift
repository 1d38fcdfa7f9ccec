import DustyCore
import Synchronization

/// The values of the variables that were set on this host, to keep them out of the output of programs.
final class KnownSecrets: Sendable {
    /// Length of the shortest value that is hidden. Shorter ones are common words in output.
    static let shortest = 8

    private struct Latest {
        var variables: [String: [String: Secret]] = [:]
        var values: [[UInt8]] = []
        /// The first byte of each.
        var beginnings: Set<UInt8> = []
    }

    private let latest = Mutex(Latest())

    /// Replaces what was known.
    func remember(_ variables: [String: [String: Secret]]) {
        latest.withLock { latest in
            guard latest.variables != variables else { return }
            let values = Self.values(in: variables)
            latest = Latest(variables: variables, values: values, beginnings: Set(values.compactMap(\.first)))
        }
    }

    /// A text with a mark in place of every such value.
    func hide(_ text: String) -> String {
        let (values, beginnings) = latest.withLock { ($0.values, $0.beginnings) }
        guard !values.isEmpty else { return text }
        let bytes = Array(text.utf8)
        var shown: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if beginnings.contains(bytes[place]), let value = values.first(where: { bytes[place...].starts(with: $0) })
            {
                shown += Redactor.mark.utf8
                place += value.count
            } else {
                shown.append(bytes[place])
                place += 1
            }
        }
        return shown == bytes ? text : String(decoding: shown, as: UTF8.self)
    }

    /// Each line of a value on its own too, since output comes in lines; longer ones first, so that what contains another goes whole.
    private static func values(in variables: [String: [String: Secret]]) -> [[UInt8]] {
        let forms = variables.values.flatMap(\.values).flatMap { Redactor.forms(of: $0.revealed) }
        let hidden = Set(forms).filter { $0.count >= shortest && !Redactor.isHarmless($0) }
        return hidden.map { Array($0.utf8) }.sorted { $0.count > $1.count }
    }
}
