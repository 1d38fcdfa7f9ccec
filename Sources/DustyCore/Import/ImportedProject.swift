/// A Compose project as Compose itself reads it: files merged, `include` and `extends` resolved, paths absolute.
public struct ImportedProject: Sendable, Equatable {
    /// One service of the project.
    public struct Service: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// What its keys mean: variables are replaced, files of variables read.
        public var definition: YAMLValue
        /// Its keys with variables as they are written; nil when Compose could not print them.
        public var written: YAMLValue?
    }

    /// The project's name.
    public var name: String
    /// Its services, those of all profiles, sorted by name.
    public var services: [Service]
    /// Top-level `volumes`.
    public var volumes: YAMLValue
    /// Top-level `networks`.
    public var networks: YAMLValue
    /// Top-level `secrets`.
    public var secrets: YAMLValue
    /// Top-level `configs`.
    public var configs: YAMLValue

    /// A project from what `docker compose config --format json` prints, and prints with `--no-interpolate`. Throws `.invalid` for text that is
    /// neither.
    public init(resolved: String, written: String?) throws(DustyError) {
        // What is printed can be read as a Compose file again, so each dollar in it is written as two.
        let document = Self.unescapingDollars(try Self.read(resolved))
        let raw = try written.map { text throws(DustyError) in try Self.read(text) }
        let entries = document["services"]?.entries ?? []
        name = document["name"]?.text ?? "imported"
        services = entries.map { entry in
            Service(name: entry.key, definition: entry.value, written: raw?["services"]?[entry.key])
        }.sorted { $0.name < $1.name }
        volumes = document["volumes"] ?? [:]
        networks = document["networks"] ?? [:]
        secrets = document["secrets"] ?? [:]
        configs = document["configs"] ?? [:]
    }

    /// Absolute paths of this host that the project mentions, sorted: contexts of builds, bind mounts, watched directories.
    public var hostPaths: [String] {
        let paths = services.flatMap { service -> [String] in
            let definition = service.definition
            let mounts = (definition["volumes"]?.items ?? []).filter { $0["type"]?.text == "bind" }
            return [definition["build"]?["context"]?.text].compactMap { $0 } + mounts.compactMap { $0["source"]?.text }
                + (definition["develop"]?["watch"]?.items ?? []).compactMap { $0["path"]?.text }
        }
        return Set(paths.filter { $0.hasPrefix("/") }).sorted()
    }

    private static func read(_ text: String) throws(DustyError) -> YAMLValue {
        do {
            return try SpecDocument.read(text, file: "docker compose config", holdsSecrets: true).value
        } catch {
            throw DustyError(
                .invalid,
                "what docker compose prints of the project cannot be read: \(error.message)",
                hint: "run `docker compose config` and look at its output"
            )
        }
    }

    private static func unescapingDollars(_ value: YAMLValue) -> YAMLValue {
        value.mapTexts { $0.parts(at: "$$", keepingEmpty: true).joined(separator: "$") }
    }
}
