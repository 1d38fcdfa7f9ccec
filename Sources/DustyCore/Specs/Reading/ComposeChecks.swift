/// Checks what is passed to Compose, so that a mistake is found with its place before anything is touched.
struct ComposeChecks {
    let log: SpecReader.Log

    /// Checks a mapping of Compose keys and returns it without its places.
    func read(_ node: SpecNode, _ table: SpecTable, path: String) -> YAMLValue {
        let node = ComposeVariables(log: log).read(node, table, path: path).asWritten(.mapping(table))
        SpecReader.note(node, path: path, log: log)
        ShapeCheck(log: log).check(node, .mapping(table), path: path)
        if case .map(let entries) = node.content {
            for entry in entries {
                let key = path.isEmpty ? entry.key : "\(path).\(entry.key)"
                check(entry.value, entry.key, path: key)
                ComposeValues(log: log).check(entry.value, entry.key, path: key)
                ComposePaths(log: log).check(entry.value, entry.key, path: key, ofApp: !path.isEmpty)
            }
        }
        return node.value
    }

    /// Checks beyond the kind of the value.
    private func check(_ node: SpecNode, _ key: String, path: String) {
        switch (key, node.content) {
        case ("image", .scalar(.string(let image))) where !image.isEmpty && !Naming.isImage(image):
            log.report(node.place, path, "this is not the name of an image", hint: "write it as `name:tag`")
        case ("restart", .scalar(.bool(true))):
            log.report(node.place, path, "`true` does not say when", hint: "use `always` or `unless-stopped`")
        case ("restart", .scalar(.string(let policy))) where !policy.isEmpty: checkRestart(policy, node, path: path)
        case ("networks", _): checkNetworks(node, path: path)
        case ("environment", _): checkVariables(node, path: path)
        case ("build", _): if let arguments = node["args"] { checkVariables(arguments, path: "\(path).args") }
        case ("scale", .scalar): checkCount(node, path: path)
        case ("deploy", .map):
            if let replicas = node["replicas"] { checkCount(replicas, path: "\(path).replicas") }
        case ("ports", .list(let items)), ("expose", .list(let items)):
            for (index, item) in items.enumerated() { checkPort(item, path: "\(path).\(index)") }
        default: break
        }
    }

    /// Dusty names every container, so Compose cannot make a second one.
    private func checkCount(_ node: SpecNode, path: String) {
        guard let count = node.value.text, count != "1" else { return }
        log.report(
            node.place,
            path,
            "\(count) containers are not possible: each has a name, so there can be only one",
            hint: "remove it, or write a spec for each container"
        )
    }

    private func checkRestart(_ policy: String, _ node: SpecNode, path: String) {
        let known = ["no", "always", "unless-stopped", "on-failure"]
        let (name, count) = policy.cut(at: ":") ?? (policy, "")
        guard !known.contains(name) || (!count.isEmpty && (name != "on-failure" || Int(count) == nil)) else { return }
        log.report(
            node.place,
            path,
            "`\(policy)` does not say when to restart",
            hint: Suggestion.hint(for: name, among: known) ?? "use one of: \(known.joined(separator: ", "))"
        )
    }

    /// For a name without a value Compose uses its own environment: that of a root daemon, not the reader's.
    private func checkVariables(_ node: SpecNode, path: String) {
        let message = "this variable has no value, and containers get none from the daemon's environment"
        let hint =
            "give it a value here, or in a file `.env` at the top of the specs repo, or remove it and set it with `dusty env set` on each host"
        switch node.content {
        case .list(let items):
            for (index, item) in items.enumerated() {
                guard let text = item.value.text, !text.isEmpty else { continue }
                if text.hasPrefix("=") {
                    log.report(item.place, "\(path).\(index)", "this variable has no name", hint: "write `NAME=value`")
                }
                guard !text.contains("=") else { continue }
                log.report(item.place, "\(path).\(index)", message, hint: hint)
            }
        case .map(let entries):
            for entry in entries where entry.value.isNull {
                let key = "\(path).\(entry.key)"
                // The shape reports it too, in fewer words.
                log.problems.removeAll { $0.key == key }
                log.report(entry.place, key, message, hint: hint)
            }
        case .scalar: break
        }
    }

    private func checkNetworks(_ node: SpecNode, path: String) {
        let named: [(name: String, node: SpecNode, key: String)] =
            switch node.content {
            case .list(let items): items.enumerated().map { ($1.value.text ?? "", $1, String($0)) }
            case .map(let entries): entries.map { ($0.key, $0.value, $0.key) }
            case .scalar: []
            }
        for network in named where network.name != "default" && !network.name.isEmpty {
            log.report(
                network.node.place,
                "\(path).\(network.key)",
                "there is no network `\(network.name)`",
                hint: "remove it: everything is in one network, `default`"
            )
        }
    }

    /// A port, or a range of them, with what Compose allows around it.
    private func checkPort(_ node: SpecNode, path: String) {
        guard case .scalar(let value) = node.content, let text = value.text, value != .bool(true), value != .bool(false)
        else { return }
        let ports = text.parts(at: "/", keepingEmpty: true).first ?? ""
        let last = ports.parts(at: ":", keepingEmpty: true).last ?? ""
        let bounds = last.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        let isRange =
            (1...2).contains(bounds.count) && bounds.allSatisfy { $0.map { (1...65_535).contains($0) } ?? false }
        if isRange || text.isEmpty { return }
        log.report(
            node.place,
            path,
            "`\(text)` is not a port",
            hint: "write it as `machine:container`, such as `\"5432:5432\"`"
        )
    }
}
