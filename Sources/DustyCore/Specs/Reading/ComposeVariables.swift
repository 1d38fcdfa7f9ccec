/// Finds `${NAME}` where Compose would put a value: in specs a dollar is a dollar, so it would reach the engine as it is written.
struct ComposeVariables {
    let log: SpecReader.Log

    /// Keys whose texts shells read, which have variables of their own.
    private static let shells: Set<String> = ["command", "entrypoint", "healthcheck"]

    /// Checks one key of a service, or of the Compose keys of an app or a suite.
    func check(_ node: SpecNode, _ key: String, path: String) {
        guard !Self.shells.contains(key), !key.hasPrefix("x-") else { return }
        look(at: node, path, severity: key == "image" ? .error : .warning)
    }

    private func look(at node: SpecNode, _ path: String, severity: SpecProblem.Severity) {
        switch node.content {
        case .scalar: report(node, path, severity)
        case .list(let items):
            for (index, item) in items.enumerated() { look(at: item, "\(path).\(index)", severity: severity) }
        case .map(let entries):
            for entry in entries { look(at: entry.value, "\(path).\(entry.key)", severity: severity) }
        }
    }

    /// A default may be a password, so only the name is quoted.
    private func report(_ node: SpecNode, _ path: String, _ severity: SpecProblem.Severity) {
        guard let text = node.value.text, text.contains("${"),
            let name = Interpolation.references(in: text).filter({ !$0.isEmpty }).min(),
            !Naming.hasControlCharacters(name)
        else { return }
        log.report(
            node.place,
            path,
            "`${\(name)}` stays as it is written: specs have no variables",
            hint: "write the value; what differs from host to host is set with `dusty env set`",
            severity: severity
        )
    }
}
