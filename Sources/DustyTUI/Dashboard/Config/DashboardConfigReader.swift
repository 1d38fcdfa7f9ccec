import DustyCore
import DustyTerminal

/// Reads the dashboard's configuration and records everything that is wrong with it.
struct DashboardConfigReader {
    private enum Section: String, CaseIterable {
        case theme, themes, keys, mouse, ascii, slow, bell, notify, confirm, commands
    }

    var config = DashboardConfig()
    var findings: ConfigFindings

    /// The configuration in a text. Throws one error with all of its problems: nothing of a faulty text is used.
    static func read(_ text: String, file: String) throws(DustyError) -> DashboardConfig {
        var reader = DashboardConfigReader(findings: ConfigFindings(file: file))
        do {
            reader.read(try SpecDocument.read(text, file: file))
        } catch {
            throw refusal([error], file: file)
        }
        guard reader.findings.problems.isEmpty else { throw refusal(reader.findings.problems.sorted(), file: file) }
        return reader.config
    }

    private static func refusal(_ problems: [SpecProblem], file: String) -> DustyError {
        DustyError(
            .invalid,
            "the dashboard's configuration has \(Measure.count(problems.count, "problem"))",
            hint: "correct or move \(file); docs/dashboard.md lists what it may hold",
            problems: problems
        )
    }

    private mutating func read(_ root: SpecNode) {
        if case .scalar(.null) = root.content { return }
        var chosen: SpecNode?
        var commands: SpecNode?
        for entry in findings.entries(of: root, "") {
            let (key, value) = (entry.key, entry.value)
            switch Section(rawValue: key) {
            case .theme: chosen = value
            case .themes: readThemes(value)
            case .keys: readKeys(value)
            case .mouse: config.mouse = findings.flag(value, key) ?? config.mouse
            case .ascii: config.ascii = findings.flag(value, key) ?? config.ascii
            case .slow: config.slow = findings.flag(value, key) ?? config.slow
            case .bell: config.alert = findings.flag(value, key) == true ? .bell : config.alert
            case .notify: config.alert = findings.choice(value, key) ?? config.alert
            case .confirm: readConfirmations(value)
            case .commands: commands = value
            case nil:
                let known = Section.allCases.map(\.rawValue)
                findings.report(unknown: key, "setting of the dashboard", entry.place, key, among: known)
            }
        }
        // Last, because the theme may be one that is written below it, and a key one that another command gave up there.
        if let commands { readCommands(commands) }
        if let chosen { choose(chosen) }
    }

    private mutating func choose(_ node: SpecNode) {
        guard let name = findings.word(node, "theme") else { return }
        guard let theme = config.themes.first(where: { $0.name == name }) else {
            return findings.report(unknown: name, "theme", node.place, "theme", among: config.themes.map(\.name))
        }
        config.theme = theme
    }

    private mutating func readConfirmations(_ node: SpecNode) {
        for entry in findings.entries(of: node, "confirm") {
            let key = "confirm.\(entry.key)"
            guard let operation = Confirmations.Operation(rawValue: entry.key) else {
                let known = Confirmations.Operation.allCases.map(\.rawValue)
                findings.report(unknown: entry.key, "action that asks", entry.place, key, among: known)
                continue
            }
            let rule: Confirmations.Rule? = findings.choice(entry.value, key)
            config.confirmations.rules[operation] = rule
        }
    }
}
