import DustyCore
import Yams

/// Reads and writes `config.yml`, and `env.yml` beside it, which only root can read because variables hold passwords. The files are read
/// anew each time, because people edit them by hand.
actor SettingsStore {
    private static let header = "# Settings of Dusty. Its commands rewrite this file; comments are lost then.\n"
    private static let envHeader =
        "# Variables that win over the specs. `dusty env` rewrites this file; comments are lost then.\n"
    private let path: String
    private let envPath: String
    private let files: any FileStore

    init(path: String, files: any FileStore) {
        self.path = path
        envPath = "\(AtomicFile.parent(of: path))/env.yml"
        self.files = files
    }

    /// The settings as they are on disk; a file that is not there means the defaults.
    func current() throws -> Settings {
        try read().settings
    }

    /// Changes the settings. Keys that Dusty does not know stay as they are.
    func change(_ edit: @Sendable (inout Settings) throws -> Void) throws -> Settings {
        var (document, settings) = try read()
        let before = settings
        try edit(&settings)
        guard settings != before else { return settings }
        // Files of before have the variables among the settings, which everybody can read.
        let moves = document[Settings.envKey] != nil
        if moves || settings.envOverrides != before.envOverrides {
            try write(Settings.envDocument(settings.envOverrides), to: envPath, Self.envHeader, mode: 0o600)
        }
        var rest = before
        rest.envOverrides = settings.envOverrides
        if moves || settings != rest {
            settings.write(into: &document)
            try write(document, to: path, Self.header, mode: 0o644)
        }
        return settings
    }

    private func read() throws -> (document: Node.Mapping, settings: Settings) {
        let document = try document(at: path)
        var settings = Settings(document)
        for (name, variables) in Settings.envOverrides(.mapping(try self.document(at: envPath))) {
            settings.envOverrides[name, default: [:]].merge(variables) { _, own in own }
        }
        return (document, settings)
    }

    private func write(_ document: Node.Mapping, to path: String, _ header: String, mode: UInt16) throws {
        let text = try header + Yams.serialize(node: .mapping(document), indent: 2, allowUnicode: true)
        try files.replace(path, with: Array(text.utf8), mode: mode)
    }

    private func document(at path: String) throws -> Node.Mapping {
        guard let bytes = try files.contents(path) else { return [:] }
        do {
            guard let node = try Yams.compose(yaml: String(decoding: bytes, as: UTF8.self)) else { return [:] }
            if let scalar = node.scalar, scalar.string.isEmpty { return [:] }
            guard let mapping = node.mapping else {
                throw DustyError(.conflict, "\(path) is not a mapping of settings", hint: "mend or remove the file")
            }
            return mapping
        } catch let error as YamlError {
            throw DustyError(.conflict, "\(path) cannot be read: \(error)", hint: "mend the file; nothing was changed")
        }
    }
}
