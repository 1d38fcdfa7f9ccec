import DustyCore
import Yams

/// A YAML file of settings: a mapping in which keys that Dusty does not know stay as they are.
///
/// An error names the place and the key, and quotes nothing of the file: it may be a password.
struct SettingsDocument {
    /// Path of the file, for messages.
    let path: String
    /// The file's keys.
    var mapping: Node.Mapping

    /// Reads a file's bytes; nil for a file that is not there. Throws `DustyError` that says where the file is wrong.
    init(_ bytes: [UInt8]?, path: String) throws(DustyError) {
        self.path = path
        mapping = [:]
        guard let bytes else { return }
        guard let text = String(validating: bytes, as: UTF8.self)?.withoutByteOrderMark else {
            throw Self.fault("\(path) is not UTF-8 text")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            let problem = YAMLFault.problem(error, text: text, file: path)
            throw Self.fault("\(problem.file):\(problem.line):\(problem.column): \(problem.message)")
        }
        guard let root, root.scalar?.string.isEmpty != true else { return }
        guard let mapping = root.mapping else { throw fault(root, "", "this must be a mapping of keys and values") }
        self.mapping = mapping
    }

    /// A text; nil when the key is absent, empty or null.
    func string(_ key: String) throws(DustyError) -> String? {
        guard let node = mapping[key], !Self.isNull(node) else { return nil }
        guard let text = node.scalar?.string else { throw fault(node, key, "this must be a text") }
        return text.isEmpty ? nil : text
    }

    /// A word that is `true` or `false`; nil when the key is absent, empty or null.
    func flag(_ key: String) throws(DustyError) -> Bool? {
        guard let node = mapping[key], let text = try string(key) else { return nil }
        guard let flag = Bool(text) else { throw fault(node, key, "this must be `true` or `false`") }
        return flag
    }

    /// A length of time such as `2h`; nil when the key is absent, empty or null.
    func time(_ key: String) throws(DustyError) -> IdleTime? {
        guard let node = mapping[key], let text = try string(key) else { return nil }
        guard let time = IdleTime(text) else { throw fault(node, key, "this must be a length of time such as `2h`") }
        return time
    }

    /// A list of texts.
    func strings(_ key: String) throws(DustyError) -> [String] {
        guard let node = mapping[key], !Self.isNull(node) else { return [] }
        guard let items = node.sequence else { throw fault(node, key, "this must be a list of texts") }
        var texts: [String] = []
        for item in items {
            guard let text = item.scalar?.string else { throw fault(item, key, "this must be a list of texts") }
            texts.append(text)
        }
        return texts
    }

    /// A mapping of texts to texts.
    func map(_ key: String) throws(DustyError) -> [String: String] {
        try texts(of: mapping[key], key)
    }

    /// Variables by app or service: what a key holds, or without one the whole file.
    func variables(below key: String? = nil) throws(DustyError) -> [String: [String: Secret]] {
        let node = key.map { mapping[$0] } ?? .mapping(mapping)
        guard let node, !Self.isNull(node) else { return [:] }
        guard let names = node.mapping else {
            throw fault(node, key ?? "", "this must be a mapping of apps and services")
        }
        var result: [String: [String: Secret]] = [:]
        for (name, variables) in names {
            guard let text = name.scalar?.string else { throw fault(name, key ?? "", "a key must be a text") }
            let path = (key.map { "\($0)." } ?? "") + text
            result[text] = try texts(of: variables, path).mapValues { Secret($0) }
        }
        return result
    }

    private func texts(of node: Node?, _ path: String) throws(DustyError) -> [String: String] {
        guard let node, !Self.isNull(node) else { return [:] }
        guard let entries = node.mapping else { throw fault(node, path, "this must be a mapping") }
        var result: [String: String] = [:]
        for (key, value) in entries {
            guard let name = key.scalar?.string else { throw fault(key, path, "a key must be a text") }
            // The original Dusty stored a variable without a value as null.
            if Self.isNull(value) { continue }
            guard let text = value.scalar?.string else { throw fault(value, "\(path).\(name)", "this must be a text") }
            result[name] = text
        }
        return result
    }

    private static func isNull(_ node: Node) -> Bool {
        guard let scalar = node.scalar, [.plain, .any].contains(scalar.style) else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    private func fault(_ node: Node, _ key: String, _ message: String) -> DustyError {
        let place = node.mark.map { ":\($0.line):\($0.column)" } ?? ""
        return Self.fault("\(path)\(place): " + (key.isEmpty ? message : "\(key): \(message)"))
    }

    /// Why a file cannot be read.
    static func fault(_ message: String) -> DustyError {
        DustyError(
            .conflict,
            message,
            hint: "correct the file; until then Dusty refuses what depends on it, and does not change the file"
        )
    }
}

extension SettingsDocument {
    /// Where the original Dusty stored variables.
    static let envKey = "dusty_env_overrides"
    private static let overrideUsersKey = "repo_override_users"
    /// Keys that are written from the settings.
    private static let known = [
        "bundles", "repo_overrides", overrideUsersKey, "specs_repo", "owner", "mac_username", "machine",
        "follow", "idle", "share",
    ]

    /// Whether it has variables where the original Dusty stored them.
    var hasVariables: Bool { mapping[Self.envKey] != nil }

    /// The settings in `config.yml`, with the variables that old files have there.
    func settings() throws(DustyError) -> Settings {
        var settings = Settings()
        settings.bundles = try strings("bundles")
        settings.specsRepo = try string("specs_repo")
        settings.owner = try string("owner")
        if settings.owner == nil { settings.owner = try string("mac_username") }
        settings.machine = try string("machine")
        settings.follow = try flag("follow") ?? true
        settings.idle = try time("idle")
        settings.share = try strings("share")
        settings.repoOverrides = try byRepo("repo_overrides")
        settings.overrideUsers = try byRepo(Self.overrideUsersKey)
        settings.envOverrides = try variables(below: Self.envKey)
        return settings
    }

    /// A map by names of repos; in files of earlier versions they may be addresses with a login.
    private func byRepo(_ key: String) throws(DustyError) -> [String: String] {
        let map = try map(key)
        guard map.keys.contains(where: { $0 != $0.withoutLogins }) else { return map }
        return Dictionary(map.map { ($0.withoutLogins, $1) }, uniquingKeysWith: { first, _ in first })
    }

    /// The file's text with these settings and, below them, the keys that Dusty does not know. Variables have a file of their own; where that
    /// cannot be read, those that old files have here stay.
    func text(_ header: String, _ settings: Settings) throws -> String {
        var own: YAMLValue = [
            "bundles": .strings(settings.bundles), "repo_overrides": Self.tree(settings.repoOverrides),
        ]
        if !settings.overrideUsers.isEmpty { own[Self.overrideUsersKey] = Self.tree(settings.overrideUsers) }
        own["specs_repo"] = settings.specsRepo.map { .string($0) }
        own["owner"] = settings.owner.map { .string($0) }
        own["machine"] = settings.machine.map { .string($0) }
        if !settings.follow { own["follow"] = .bool(false) }
        own["idle"] = settings.idle.map { .string($0.description) }
        if !settings.share.isEmpty { own["share"] = .strings(settings.share) }
        let rest = others(keepingVariables: settings.envFault != nil)
        let others = rest.isEmpty ? "" : try Yams.serialize(node: .mapping(rest), indent: 2, allowUnicode: true)
        return header + own.document.revealed + others
    }

    private static func tree(_ texts: [String: String]) -> YAMLValue {
        .map(texts.sorted { $0.key < $1.key }.map { YAMLEntry($0, .string($1)) })
    }

    /// The keys that Dusty does not know, as they were read.
    func others(keepingVariables: Bool) -> Node.Mapping {
        var others = mapping
        for key in Self.known { others[key] = nil }
        if !keepingVariables { others[Self.envKey] = nil }
        return others
    }

    /// Whether it has the same keys that Dusty does not know.
    func hasOthers(of document: SettingsDocument, keepingVariables keeps: Bool) -> Bool {
        others(keepingVariables: keeps) == document.others(keepingVariables: keeps)
    }

    /// The text of a file of variables, after a comment.
    static func text(_ header: String, _ variables: [String: [String: Secret]]) -> Secret {
        let tree: YAMLValue = .map(
            variables.sorted { $0.key < $1.key }.map { name, values in
                YAMLEntry(name, .map(values.sorted { $0.key < $1.key }.map { YAMLEntry($0, .secret($1)) }))
            }
        )
        return Secret(header + tree.document.revealed)
    }
}
