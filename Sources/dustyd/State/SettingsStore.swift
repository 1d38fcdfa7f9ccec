import DustyCore
import Yams

/// Reads and writes `config.yml`. The file is read anew each time, because people edit it by hand.
actor SettingsStore {
    private static let header = "# Settings of Dusty. Its commands rewrite this file; comments are lost then.\n"
    private let path: String
    private let files: any FileStore

    init(path: String, files: any FileStore) {
        self.path = path
        self.files = files
    }

    /// The settings as they are on disk; a file that is not there means the defaults.
    func current() throws -> Settings {
        Settings(try document())
    }

    /// Changes the settings. Keys that Dusty does not know stay as they are.
    func change(_ edit: @Sendable (inout Settings) throws -> Void) throws -> Settings {
        var document = try document()
        var settings = Settings(document)
        let before = settings
        try edit(&settings)
        guard settings != before else { return settings }
        settings.write(into: &document)
        let text = try Self.header + Yams.serialize(node: .mapping(document), indent: 2, allowUnicode: true)
        try files.replace(path, with: Array(text.utf8), mode: 0o644)
        return settings
    }

    private func document() throws -> Node.Mapping {
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
