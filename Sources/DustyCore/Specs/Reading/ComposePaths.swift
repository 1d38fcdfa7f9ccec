/// Finds paths that Compose would resolve beside its own file or in root's home directory. Neither belongs to the
/// specs: the file is in the daemon's directory, and Compose runs as root.
struct ComposePaths {
    let log: SpecReader.Log

    /// Checks one key of a service, or of the Compose keys of an app or a suite. An app's own `build` has its own
    /// context.
    func check(_ node: SpecNode, _ key: String, path: String, ofApp: Bool) {
        switch (key, node.content) {
        case ("volumes", .list(let items)):
            for (index, item) in items.enumerated() { checkVolume(item, path: "\(path).\(index)") }
        case ("env_file", _):
            for (file, path) in files(node, path, key: "path") {
                checkFile(file, path, "write its variables under `environment`")
            }
        case ("label_file", _):
            for (file, path) in files(node, path, key: "path") {
                checkFile(file, path, "write its labels under `labels`")
            }
        case ("extends", .map):
            if let file = node["file"] { checkFile(file, "\(path).file", "write the keys of that service here") }
        case ("security_opt", .list(let items)):
            for (index, item) in items.enumerated() { checkProfile(item, path: "\(path).\(index)") }
        case ("build", _): if !ofApp { checkBuild(node, path: path) }
        default: break
        }
    }

    /// Files that are given as one text, as several, or as mappings.
    private func files(_ node: SpecNode, _ path: String, key: String) -> [(SpecNode, String)] {
        switch node.content {
        case .scalar: [(node, path)]
        case .list(let items): items.enumerated().flatMap { files($1, "\(path).\($0)", key: key) }
        case .map: node[key].map { [($0, "\(path).\(key)")] } ?? []
        }
    }

    private func checkFile(_ node: SpecNode, _ path: String, _ instead: String) {
        guard let text = node.value.text, !text.isEmpty, !text.hasPrefix("/") else { return }
        report(node, path, Self.reason(text), hint: "give the file's absolute path, or \(instead)")
    }

    private func checkVolume(_ node: SpecNode, path: String) {
        if case .map = node.content { return checkLongVolume(node, path: path) }
        guard let text = node.value.text, let (source, rest) = text.cut(at: ":") else { return }
        if !isMount(node.value, path) { checkSource(source, node, path: path) }
        let target = rest.prefix { $0 != ":" }
        if !target.hasPrefix("/") {
            report(node, path, "`\(target)` is not an absolute path in the container", hint: "begin it with /")
        }
    }

    private func checkLongVolume(_ node: SpecNode, path: String) {
        guard let source = node["source"], let text = source.value.text, !text.isEmpty else { return }
        switch node["type"]?.value.text {
        case "bind" where !text.hasPrefix("/") && !isMount(node.value, path):
            report(source, "\(path).source", Self.reason(text), hint: Self.volumeHint)
        case "volume": checkSource(text, source, path: "\(path).source")
        default: break
        }
    }

    /// Whether a volume is a file of the specs repo. Of suites none is mounted.
    private func isMount(_ volume: YAMLValue, _ path: String) -> Bool {
        !path.hasPrefix("test.") && SpecMount(volume) != nil
    }

    private func checkSource(_ source: String, _ node: SpecNode, path: String) {
        guard !source.isEmpty, !source.hasPrefix("/") else { return }
        let isName = source.utf8.allSatisfy { $0.isASCIILetterOrDigit || "_.-".utf8.contains($0) }
        if isName, source.utf8.first?.isASCIILetterOrDigit == true { return }
        report(node, path, Self.reason(source), hint: Self.volumeHint)
    }

    /// `seccomp=FILE`, which Compose reads itself.
    private func checkProfile(_ node: SpecNode, path: String) {
        guard let text = node.value.text, text.hasPrefix("seccomp") else { return }
        let file = text.dropFirst("seccomp".count + 1)
        guard !file.hasPrefix("/"), !["", "unconfined", "builtin"].contains(file) else { return }
        report(node, path, Self.reason(String(file)), hint: "give the file's absolute path")
    }

    private func checkBuild(_ node: SpecNode, path: String) {
        guard case .map = node.content else { return checkContext(node, path: path) }
        if let context = node["context"] {
            checkContext(context, path: "\(path).context")
        } else {
            report(node, path, "a build without `context` would use the daemon's own directory", hint: Self.buildHint)
        }
        if case .map(let others)? = node["additional_contexts"]?.content {
            for other in others { checkContext(other.value, path: "\(path).additional_contexts.\(other.key)") }
        }
    }

    private func checkContext(_ node: SpecNode, path: String) {
        guard let text = node.value.text, !text.isEmpty, !text.hasPrefix("/") else { return }
        let isElsewhere = text.contains("://") || ["git@", "github.com/", "service:"].contains(where: text.hasPrefix)
        if !isElsewhere { report(node, path, Self.reason(text), hint: Self.buildHint) }
    }

    private static let volumeHint =
        "give `./FILE` for a file beside the specs, a path below /persist for data that Dusty keeps, or the name of a volume"
    private static let buildHint =
        "give the absolute path of a directory of the machine, or make it an app, whose `build` can be in its repo"

    private static func reason(_ path: String) -> String {
        path.hasPrefix("~")
            ? "`\(path)` would be in root's home, because Dusty runs Compose as root"
            : "`\(path)` is not absolute: Compose would look for it in a directory of the daemon"
    }

    private func report(_ node: SpecNode, _ path: String, _ message: String, hint: String) {
        log.report(node.place, path, message, hint: hint)
    }
}
