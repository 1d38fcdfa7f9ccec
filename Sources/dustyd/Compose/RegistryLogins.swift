import DustyCore
import Essentials

/// The registries that a Docker client's `config.json` has credentials for.
struct RegistryLogins: Sendable, Equatable {
    private let registries: Set<String>
    /// A program holds the credentials; for which registries cannot be known.
    private let hasStore: Bool

    private struct File: Decodable {
        struct Login: Decodable {}
        var auths: [String: Login]?
        var credHelpers: [String: String]?
        var credsStore: String?
    }

    /// Reads the file; one that is not there or makes no sense has no logins.
    init(config: [UInt8]?) {
        let file = config.flatMap { try? JSONDecoder().decode(File.self, from: Data($0)) }
        let names = (file?.auths ?? [:]).keys.map { $0 } + (file?.credHelpers ?? [:]).keys
        registries = Set(names.map(ImageName.canonical))
        hasStore = !(file?.credsStore ?? "").isEmpty
    }

    /// Whether a registry can be pulled from, as far as is known.
    func cover(_ registry: String) -> Bool {
        hasStore || registries.contains(ImageName.canonical(registry))
    }
}
