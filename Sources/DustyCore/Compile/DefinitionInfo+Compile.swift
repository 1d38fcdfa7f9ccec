extension DefinitionInfo {
    /// The definition of one entry of a compiled Compose file. `spec` is the text of its file; `overrides` are the variables that were set
    /// for it on this host.
    public init(_ entry: ComposeFile.Entry, spec: String, overrides: [String: String]) {
        let variables = (entry.definition["environment"]?.entries ?? []).map { variable in
            Variable(
                name: variable.key,
                // Compose takes two dollars for one.
                value: (variable.value.text ?? "").split(separator: "$$", omittingEmptySubsequences: false)
                    .joined(separator: "$"),
                overridden: overrides[variable.key] != nil
            )
        }
        let secrets = variables.filter { EnvVariable(name: $0.name, value: $0.value).looksSecret }.map(\.value)
        let redactor = Redactor(secrets: secrets)
        self.init(
            name: entry.name,
            file: "\(entry.kind == .app ? "apps" : "services")/\(entry.name).yml",
            spec: redactor.redact(spec).text,
            compiled: redactor.redact(YAMLWriter.text(of: .map([YAMLEntry(entry.name, entry.definition)]))).text,
            environment: variables.sorted { $0.name < $1.name }
        )
    }
}
