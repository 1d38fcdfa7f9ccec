import Yams

/// What the user chose; lives in `config.yml`.
struct Settings: Sendable, Equatable {
    /// Names of active bundles.
    var bundles: [String] = []
    /// Full repo name to the directory used instead of the managed clone.
    var repoOverrides: [String: String] = [:]
    /// Where the specs come from, in any form a repo may have.
    var specsRepo: String?
    /// Login name of the user who may always connect.
    var owner: String?
    /// App or service to variables that win over the spec's.
    var envOverrides: [String: [String: String]] = [:]
}

extension Settings {
    /// Reads the keys that Dusty knows.
    init(_ document: Node.Mapping) {
        bundles = document["bundles"]?.sequence?.compactMap(\.string) ?? []
        specsRepo = document["specs_repo"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        owner = (document["owner"] ?? document["mac_username"])?.string
        repoOverrides = Self.strings(document["repo_overrides"])
        for (name, variables) in document["dusty_env_overrides"]?.mapping ?? [:] {
            guard let name = name.string else { continue }
            envOverrides[name] = Self.strings(variables)
        }
    }

    /// Writes the keys that Dusty knows and leaves the others alone.
    func write(into document: inout Node.Mapping) {
        document["bundles"] = .sequence(.init(bundles.map(Self.quoted)))
        document["repo_overrides"] = Self.mapping(repoOverrides.mapValues(Self.quoted))
        document["specs_repo"] = specsRepo.map(Self.quoted)
        if let owner {
            document["mac_username"] = nil
            document["owner"] = Self.quoted(owner)
        }
        if !envOverrides.isEmpty {
            document["dusty_env_overrides"] = Self.mapping(
                envOverrides.mapValues { Self.mapping($0.mapValues(Self.quoted)) }
            )
        }
    }

    private static func strings(_ node: Node?) -> [String: String] {
        var result: [String: String] = [:]
        for (key, value) in node?.mapping ?? [:] {
            guard let key = key.string, let value = value.scalar?.string else { continue }
            result[key] = value
        }
        return result
    }

    private static func mapping(_ values: [String: Node]) -> Node {
        .mapping(.init(values.sorted { $0.key < $1.key }.map { (quoted($0.key), $0.value) }))
    }

    private static func quoted(_ text: String) -> Node {
        .scalar(.init(text, Tag(.str), .doubleQuoted))
    }
}
