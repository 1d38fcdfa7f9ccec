extension ServiceImport {
    /// `environment` with what files of variables add to it.
    mutating func takeEnvironment() {
        let variables = ImportedVariables(service, keeping: { keptText($0, for: $1) })
        if !variables.written.isEmpty {
            compose["environment"] = .map(variables.written.map { YAMLEntry($0.name, .string($0.value)) })
        }
        let (apart, lines) = variables.apart.reduce(into: ([EnvVariable](), [String]())) { result, variable in
            variable.value.contains(where: \.isNewline) ? result.1.append(variable.name) : result.0.append(variable)
        }
        self.variables = apart
        if !variables.missing.isEmpty {
            unsupported(
                "environment",
                "\(Self.list(variables.missing)): no value here; set it with `dusty env set \(name) NAME value`"
            )
        }
        if !lines.isEmpty {
            unsupported(
                "environment",
                "\(Self.list(lines)): several lines; set it with `dusty env set \(name) NAME value`"
            )
        }
        if !apart.isEmpty {
            changed("environment", "\(Self.list(apart.map(\.name))): from env files, kept in env/\(name).env")
        } else if !variables.written.isEmpty || definition["environment"]?.entries.isEmpty == true {
            taken("environment")
        }
        keepEnvironment(variables.texts)
    }

    /// `env_file`, which Compose has read already.
    mutating func noteEnvFiles(_ value: YAMLValue) {
        let paths =
            value.items.map { items in items.compactMap { $0["path"]?.text ?? $0.text } }
            ?? [value.text].compactMap { $0 }
        let shown = paths.map { $0.parts(at: "/").last ?? $0 }.joined(separator: ", ")
        changed("env_file", "\(shown): its variables are in env/\(name).env, not in the spec")
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.sorted().prefix(4).joined(separator: ", ")
        return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
    }
}
