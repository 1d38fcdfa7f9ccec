extension DefinitionInfo {
    /// The definition of one entry of a compiled Compose file, with its text in the specs; `overrides` are the names of variables that were
    /// set for it on this host. Values that look secret, or have the value of such a variable of the specs in them, are left out of
    /// `environment` too unless they are asked for with `revealing`.
    public init(
        _ entry: ComposeFile.Entry,
        in sources: SpecSources,
        overrides: Set<String>,
        revealing: Bool = false
    ) {
        let known = Redactor.findable(
            Redactor.withPairs((sources.environment.map { SpecVariables($0) }?.secrets ?? [:]).values.map(\.revealed))
        )
        let variables = (entry.definition["environment"]?.entries ?? []).map { variable in
            var shown = Variable(
                name: variable.key,
                // Compose reads two dollars as one.
                value: (variable.value.revealedText ?? "").parts(at: "$$", keepingEmpty: true)
                    .joined(separator: "$"),
                overridden: overrides.contains(variable.key)
            )
            let value = shown.value
            if known.contains(where: { value.parts(at: $0, keepingEmpty: true).count > 1 }) { shown.isSecret = true }
            return shown
        }
        let secret = variables.filter(\.isSecret)
        let names = Set(secret.map(\.name))
        // Each line of a value is on a line of its own, and Compose writes a dollar as two.
        let values = known + secret.flatMap { [$0.value] + $0.value.lines }
        let redactor = Redactor(
            secrets: values
                + values.map { $0.parts(at: "$", keepingEmpty: true).joined(separator: "$$") }
        )
        let definition = Self.hiding(names, in: entry.definition)
        let folder: SpecSources.Kind = entry.kind == .app ? .apps : .services
        let file = "\(folder.rawValue)/\(entry.name).yml"
        self.init(
            name: entry.name,
            file: file,
            spec: redactor.redact(sources.files[file] ?? "").text,
            compiled: redactor.redact(YAMLWriter.text(of: .map([YAMLEntry(entry.name, definition)]))).text,
            environment: variables.map { revealing || !names.contains($0.name) ? $0 : $0.hidden }.sorted {
                $0.name < $1.name
            }
        )
    }

    /// A service that the stack has from another one, with its text in the specs, and words for what it is compiled to.
    public init(sharing name: String, in sources: SpecSources, compiled: String) {
        let known = (sources.environment.map { SpecVariables($0) }?.secrets ?? [:]).values.map(\.revealed)
        let redactor = Redactor(secrets: Redactor.findable(Redactor.withPairs(known)))
        let file = "\(SpecSources.Kind.services.rawValue)/\(name).yml"
        let spec = redactor.redact(sources.files[file] ?? "").text
        self.init(name: name, file: file, spec: spec, compiled: compiled, environment: [])
    }

    /// A definition without the values of some variables. They are removed from the tree, because the text may quote
    /// them.
    private static func hiding(_ names: Set<String>, in definition: YAMLValue) -> YAMLValue {
        guard case .map(let entries) = definition else { return definition }
        return .map(
            entries.map { entry in
                guard entry.key == "environment", case .map(let variables) = entry.value else { return entry }
                let shown = variables.map { names.contains($0.key) ? YAMLEntry($0.key, .string(Redactor.mark)) : $0 }
                return YAMLEntry(entry.key, .map(shown))
            }
        )
    }
}

extension DefinitionInfo.Variable {
    /// The same variable without its value.
    fileprivate var hidden: Self {
        var copy = self
        copy.value = Redactor.mark
        return copy
    }
}
