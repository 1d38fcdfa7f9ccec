extension ComposeFile {
    /// The key of the file that has the values of variables of the specs that look secret, by their names: what is shown of the file, now or
    /// when the variables have other values, is shown without them.
    static let specKey = "x-dusty-variables"

    /// Those values, as Compose reads them; nil where there are none.
    var specVariables: (key: String, values: YAMLValue)? {
        guard !secrets.isEmpty else { return nil }
        let values = secrets.sorted { $0.key < $1.key }.map { YAMLEntry($0.key, .secret($0.value)) }
        return (Self.specKey, ComposeDialect.escapingDollars(.map(values)))
    }

    /// Those values of a file that was read.
    static func specVariables(in file: YAMLValue) -> [String: Secret] {
        (file[specKey]?.entries ?? []).reduce(into: [:]) { values, entry in
            guard let value = entry.value.revealedText else { return }
            values[entry.key] = Secret(value.replacing("$$", with: "$"))
        }
    }

    /// The key of the file that says which variables were set on the host that wrote it. Compose passes over keys of this kind.
    private static let key = "x-dusty-set"

    /// The names of these variables, by service; nil where there are none. Their values are in the services, and nowhere else. What passes has no
    /// fingerprint, and is not asked about later.
    var setVariables: (key: String, names: YAMLValue)? {
        let names = entries.filter { !$0.fingerprint.isEmpty }.compactMap { entry -> YAMLEntry? in
            let set = (entry.definition["environment"]?.entries ?? []).filter { value in
                if case .secret = value.value { true } else { false }
            }
            return set.isEmpty ? nil : YAMLEntry(entry.name, .strings(set.map(\.key)))
        }
        return names.isEmpty ? nil : (Self.key, .map(names))
    }

    /// The services in the text of a file; nil where it cannot be read.
    public static func services(in text: Secret) -> Set<String>? {
        let file = try? SpecDocument.read(text.revealed, file: "docker-compose.yml", holdsSecrets: true).value
        return file.map { Set(($0["services"]?.entries ?? []).map(\.key)) }
    }

    /// The values of these variables in the text of a file, and those of the specs below the name of their file: containers that were made from
    /// it have them, whatever is set now. None where it cannot be read, and none in a file of a version that did not say which these are.
    public static func setVariables(in text: Secret) -> [String: [String: Secret]] {
        let file = try? SpecDocument.read(text.revealed, file: "docker-compose.yml", holdsSecrets: true).value
        var values: [String: [String: Secret]] = [:]
        let ofSpecs = file.map { specVariables(in: $0) } ?? [:]
        if !ofSpecs.isEmpty { values[SpecVariables.file] = ofSpecs }
        for entry in file?[key]?.entries ?? [] {
            let environment = file?["services"]?[entry.key]?["environment"]
            for name in (entry.value.items ?? []).compactMap(\.text) {
                guard let value = environment?[name]?.text else { continue }
                values[entry.key, default: [:]][name] = Secret(value.replacing("$$", with: "$"))
            }
        }
        return values
    }
}
