import DustyCore
import DustyTerminal

extension DashboardConfigReader {
    /// What the file says about one command in one context.
    private struct Written {
        var place: SpecPlace
        var path: String
    }

    private typealias Places = [KeyMap.Context: [String: Written]]

    /// Reads keys: first those for every place of a command, then those for one context.
    mutating func readKeys(_ node: SpecNode) {
        let entries = findings.entries(of: node, "keys")
        var written: Places = [:]
        for entry in entries where !isContext(entry) { change(entry, "keys", in: nil, &written) }
        for entry in entries where isContext(entry) {
            let path = "keys.\(entry.key)"
            let names = KeyMap.Context.allCases.map(\.name)
            guard let context = KeyMap.Context.allCases.first(where: { $0.name == entry.key }) else {
                findings.report(unknown: entry.key, "place where keys work", entry.place, path, among: names)
                continue
            }
            for inner in findings.entries(of: entry.value, path) { change(inner, path, in: context, &written) }
        }
        reportClashes(written)
    }

    private func isContext(_ entry: SpecNode.Entry) -> Bool {
        if case .map = entry.value.content { true } else { false }
    }

    private mutating func change(
        _ entry: SpecNode.Entry,
        _ parent: String,
        in context: KeyMap.Context?,
        _ written: inout Places
    ) {
        let path = "\(parent).\(entry.key)"
        let known = config.keyMap.contexts(of: entry.key)
        guard !known.isEmpty else {
            findings.report(unknown: entry.key, "action", entry.place, path, among: config.keyMap.commandNames)
            return
        }
        if let context, !known.contains(context) {
            let places = known.map { "`\($0.name)`" }.joined(separator: ", ")
            findings.report(entry.place, path, "`\(entry.key)` does nothing there", hint: "move it to \(places)")
            return
        }
        guard let keys = keys(entry.value, path) else { return }
        let contexts = context.map { [$0] } ?? known
        config.keyMap = config.keyMap.binding(entry.key, to: keys, in: contexts)
        for context in contexts {
            written[context, default: [:]][entry.key] = Written(place: entry.value.place, path: path)
        }
    }

    /// One key, a list of keys, or `none`; nil when one of them is invalid.
    private mutating func keys(_ node: SpecNode, _ path: String) -> [Key]? {
        guard case .list(let items) = node.content else {
            guard let name = findings.word(node, path) else { return nil }
            return name == "none" ? [] : key(name, node.place, path).map { [$0] }
        }
        var keys: [Key] = []
        var isWhole = true
        for (index, item) in items.enumerated() {
            let found = findings.word(item, "\(path).\(index)").flatMap { key($0, item.place, "\(path).\(index)") }
            if let found { keys.append(found) } else { isWhole = false }
        }
        return isWhole ? keys : nil
    }

    /// A key by its name; one that is none is noted.
    mutating func key(_ name: String, _ place: SpecPlace, _ path: String) -> Key? {
        if let key = Key(named: name) { return key }
        findings.report(
            place,
            path,
            "`\(name)` is no key",
            hint: "write keys as the help does: r, R, Ctrl-d, PgDn, Space, F5; Ctrl-h, -i, -j and -m are other keys"
        )
        return nil
    }

    /// A clash is reported at what is written; the table itself has none.
    private mutating func reportClashes(_ written: Places) {
        for clash in config.keyMap.clashes {
            let own = clash.commands.compactMap { name in written[clash.context]?[name].map { (name, $0) } }
            let last = own.max { ($0.1.place.line, $0.1.place.column) < ($1.1.place.line, $1.1.place.column) }
            guard let (name, at) = last else { continue }
            let others = clash.commands.filter { $0 != name }.map { "`\($0)`" }.joined(separator: ", ")
            let message =
                others.isEmpty ? "`\(clash.key.name)` is there twice" : "`\(clash.key.name)` is \(others) already"
            findings.report(
                at.place,
                at.path,
                "\(message), in the same place (\(clash.context.name))",
                hint: others.isEmpty
                    ? "Remove one of them." : "Give \(others) another key or `none`, or choose another."
            )
        }
    }
}
