/// Differences between what specs may say (Compose's first format) and what Compose reads today.
enum ComposeDialect {
    /// The same definition with keys of the first format in their current form.
    static func current(_ definition: YAMLValue) -> YAMLValue {
        var result = definition
        if let net = result["net"] {
            result["net"] = nil
            if result["network_mode"] == nil { result["network_mode"] = net }
        }
        if let dockerfile = result["dockerfile"] {
            result["dockerfile"] = nil
            var build = result["build"] ?? [:]
            if let context = build.text { build = ["context": .string(context)] }
            build["dockerfile"] = dockerfile
            result["build"] = build
        }
        if result["log_driver"] != nil || result["log_opt"] != nil {
            var logging = result["logging"] ?? [:]
            if let driver = result["log_driver"] { logging["driver"] = driver }
            if let options = result["log_opt"] { logging["options"] = options }
            result["logging"] = logging
            result["log_driver"] = nil
            result["log_opt"] = nil
        }
        // What YAML 1.1 makes of a plain `no`.
        if result["restart"] == .bool(false) { result["restart"] = "no" }
        return result
    }

    /// A mapping from either form that Compose allows, `{KEY: value}` or `[KEY=value]`.
    static func map(_ value: YAMLValue) -> YAMLValue {
        guard let items = value.items else { return value }
        var result: YAMLValue = [:]
        for text in items.compactMap(\.text) {
            if let (key, value) = text.cut(at: "=") { result[key] = .string(value) } else { result[text] = .null }
        }
        return result
    }

    /// Environment variables as a mapping of texts, since Compose 1 refuses truth values there; those that were set on
    /// this host override it.
    ///
    /// A name without a value is left out: Compose would give it the value that the daemon's own variable of that name
    /// has.
    static func environment(_ value: YAMLValue?, overrides: [String: Secret]) -> YAMLValue? {
        var result: YAMLValue = .map(
            map(value ?? [:]).entries.compactMap { entry in
                entry.value.text.map { YAMLEntry(entry.key, .string($0)) }
            }
        )
        for (name, value) in overrides.sorted(by: { $0.key < $1.key }) { result[name] = .secret(value) }
        return result.entries.isEmpty ? nil : result
    }

    /// Whether a definition has a health check.
    static func hasHealthcheck(_ definition: YAMLValue) -> Bool {
        guard let check = definition["healthcheck"], check["disable"] != .bool(true), let test = check["test"] else {
            return false
        }
        return test.text != "NONE" && test.items?.first?.text != "NONE"
    }

    /// The same value, in which Compose replaces nothing: specs mean what they say, regardless of the daemon's
    /// environment.
    static func escapingDollars(_ value: YAMLValue) -> YAMLValue {
        switch value {
        case .string(let text): .string(escapingDollars(text))
        case .secret(let secret): .secret(Secret(escapingDollars(secret.revealed)))
        case .list(let items): .list(items.map(escapingDollars))
        case .map(let entries): .map(entries.map { YAMLEntry($0.key, escapingDollars($0.value)) })
        case .null, .bool, .int, .float: value
        }
    }

    private static func escapingDollars(_ text: String) -> String {
        text.parts(at: "$", keepingEmpty: true).joined(separator: "$$")
    }
}
