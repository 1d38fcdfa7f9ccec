/// One entry of a service's `volumes`.
struct ImportedVolume: Sendable, Equatable {
    /// Its kind: `bind`, `volume`, `tmpfs` or another.
    var kind: String
    /// Directory or file of the host, or name of the volume; nil for an anonymous one.
    var source: String?
    /// Where it is in the container.
    var target: String
    /// What the short form has behind the target.
    var options: [String]
    /// What the short form cannot say.
    var lost: [String]

    /// Reads an entry in the form in which Compose prints it; nil when it is none.
    init?(_ value: YAMLValue) {
        guard let target = value["target"]?.text else { return nil }
        self.target = target
        kind = value["type"]?.text ?? "volume"
        source = value["source"]?.text
        options = value["read_only"] == .bool(true) ? ["ro"] : []
        lost = []
        if let mode = value["bind"]?["selinux"]?.text { options.append(mode) }
        if let mode = value["bind"]?["propagation"]?.text { options.append(mode) }
        if value["volume"]?["nocopy"] == .bool(true) { options.append("nocopy") }
        for (part, known) in [("bind", ["selinux", "propagation", "create_host_path"]), ("volume", ["nocopy"])] {
            for entry in value[part]?.entries ?? [] where !known.contains(entry.key) {
                lost.append("\(part).\(entry.key)")
            }
        }
        if kind == "tmpfs" { lost += (value["tmpfs"]?.entries ?? []).map { "tmpfs.\($0.key)" } }
    }

    /// The short form.
    var text: String {
        guard let source else { return target }
        return ([source, target] + (options.isEmpty ? [] : [options.joined(separator: ",")])).joined(separator: ":")
    }

    /// Whether the short form can hold it.
    var hasShortForm: Bool {
        !(source ?? "").contains(":") && !target.contains(":") && ["bind", "volume"].contains(kind)
    }
}
