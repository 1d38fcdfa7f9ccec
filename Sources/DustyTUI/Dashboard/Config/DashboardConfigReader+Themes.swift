import DustyCore
import DustyTerminal

extension DashboardConfigReader {
    /// Reads themes that start from a built-in one and change what they name.
    mutating func readThemes(_ node: SpecNode) {
        for entry in findings.entries(of: node, "themes") {
            let key = "themes.\(entry.key)"
            if Theme.builtIn.contains(where: { $0.name == entry.key }) {
                findings.report(
                    entry.place,
                    key,
                    "`\(entry.key)` is a theme that comes with Dusty",
                    hint: "give yours another name, and begin it with `from: \(entry.key)`"
                )
            }
            config.themes.append(readTheme(entry, key))
        }
    }

    private mutating func readTheme(_ entry: SpecNode.Entry, _ key: String) -> Theme {
        let entries = findings.entries(of: entry.value, key)
        var theme = base(of: entries, key)
        theme.name = entry.key
        for part in entries where part.key != "from" {
            let place = "\(key).\(part.key)"
            guard let role = Style.Role.allCases.first(where: { $0.name == part.key }) else {
                if part.key == "selection" {
                    theme.selection = ink(part.value, place) ?? theme.selection
                } else {
                    let known = ["from", "selection"] + Style.Role.allCases.map(\.name)
                    findings.report(unknown: part.key, "part of a theme", part.place, place, among: known)
                }
                continue
            }
            theme[role] = ink(part.value, place) ?? theme[role]
        }
        return theme
    }

    private mutating func base(of entries: [SpecNode.Entry], _ key: String) -> Theme {
        guard let node = entries.first(where: { $0.key == "from" })?.value else { return .dark }
        guard let name = findings.word(node, "\(key).from") else { return .dark }
        guard let theme = Theme.builtIn.first(where: { $0.name == name }) else {
            let known = Theme.builtIn.map(\.name)
            findings.report(unknown: name, "theme that comes with Dusty", node.place, "\(key).from", among: known)
            return .dark
        }
        return theme
    }

    private mutating func ink(_ node: SpecNode, _ key: String) -> Ink? {
        guard let text = findings.word(node, key) else { return nil }
        do {
            return try Ink(words: text)
        } catch {
            findings.report(
                node.place,
                key,
                "`\(error.word)` is neither a colour nor an attribute",
                hint: "write it as `bold red on black`; colours are names, 0 to 255, '#rrggbb' in quotes, or default"
            )
            return nil
        }
    }
}
