import DustyCore

extension StackRunner {
    private static let warningKey = "file "

    /// Has status say which files cannot be read. When the settings can be read again, what they want is looked at again.
    func refreshFileWarnings() async {
        let faults = await settings.faults()
        let kept = UnreadableFiles(paths: paths, files: systems.files).warnings
        let warnings = faults.map { Warning(subject: "settings", message: $0.message, hint: $0.hint) } + kept
        let before = await observatory.current().warnings.filter { $0.key.hasPrefix(Self.warningKey) }
        guard Set(before.values) != Set(warnings) else { return }
        await observatory.update { facts in
            for key in before.keys { facts.warnings[key] = nil }
            for (index, warning) in warnings.enumerated() { facts.warnings["\(Self.warningKey)\(index)"] = warning }
        }
        if faults.isEmpty, before.values.contains(where: { $0.subject == "settings" }) { await refreshWanted() }
    }
}
