import Yams

/// What the user chose; lives in `config.yml`.
struct Settings: Sendable, Equatable {
    /// Names of active bundles.
    var bundles: [String] = []
    /// Full repo name to the directory used instead of the managed clone.
    var repoOverrides: [String: String] = [:]
    /// Full repo name to the login name of the user who chose the override, with whose rights it is read.
    var overrideUsers: [String: String] = [:]
    /// Where the specs come from, in any form a repo may have.
    var specsRepo: String?
    /// Login name of the user who may always connect.
    var owner: String?
    /// Machine that the stack lives on; nil for this host.
    var machine: String?
    /// App or service to variables that win over the spec's.
    var envOverrides: [String: [String: String]] = [:]
}

extension Settings {
    /// Where the first Dusty kept variables.
    static let envKey = "dusty_env_overrides"
    private static let overrideUsersKey = "repo_override_users"

    /// Reads the keys that Dusty knows.
    init(_ document: Node.Mapping) {
        bundles = document["bundles"]?.sequence?.compactMap(\.string) ?? []
        specsRepo = document["specs_repo"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        owner = (document["owner"] ?? document["mac_username"])?.string
        machine = document["machine"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        repoOverrides = Self.strings(document["repo_overrides"])
        overrideUsers = Self.strings(document[Self.overrideUsersKey])
        envOverrides = Self.envOverrides(document[Self.envKey])
    }

    /// Writes the keys that Dusty knows and leaves the others alone.
    func write(into document: inout Node.Mapping) {
        document["bundles"] = .sequence(.init(bundles.map(Self.quoted)))
        document["repo_overrides"] = Self.mapping(repoOverrides.mapValues(Self.quoted))
        document[Self.overrideUsersKey] =
            overrideUsers.isEmpty ? nil : Self.mapping(overrideUsers.mapValues(Self.quoted))
        document["specs_repo"] = specsRepo.map(Self.quoted)
        document["mac_username"] = nil
        document["owner"] = owner.map(Self.quoted)
        document["machine"] = machine.map(Self.quoted)
        document[Self.envKey] = nil
    }

    /// Reads variables by app or service.
    static func envOverrides(_ node: Node?) -> [String: [String: String]] {
        var result: [String: [String: String]] = [:]
        for (name, variables) in node?.mapping ?? [:] {
            guard let name = name.string else { continue }
            result[name] = strings(variables)
        }
        return result
    }

    /// The document of variables by app or service.
    static func envDocument(_ overrides: [String: [String: String]]) -> Node.Mapping {
        mapping(overrides.mapValues { mapping($0.mapValues(quoted)) }).mapping ?? [:]
    }

    private static func strings(_ node: Node?) -> [String: String] {
        var result: [String: String] = [:]
        for (key, value) in node?.mapping ?? [:] {
            guard let key = key.string, let value = value.scalar, !isNull(value) else { continue }
            result[key] = value.string
        }
        return result
    }

    /// The first Dusty kept a variable without a value as null.
    private static func isNull(_ scalar: Node.Scalar) -> Bool {
        [.plain, .any].contains(scalar.style) && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    private static func mapping(_ values: [String: Node]) -> Node {
        .mapping(.init(values.sorted { $0.key < $1.key }.map { (quoted($0.key), $0.value) }))
    }

    private static func quoted(_ text: String) -> Node {
        .scalar(.init(text, Tag(.str), .doubleQuoted))
    }
}
