extension AssetRequest: JSONBody {}
extension EnvRequest: JSONBody {}
extension SettingRequest: JSONBody {}
extension SetupRequest: JSONBody {}

extension Endpoint<NoInput, [AssetStatus]> {
    /// Every asset that a spec declares or that is set, by name.
    public static var assets: Self {
        Self(
            .get,
            "/v1/assets",
            "Every asset that a spec declares or that is set.",
            for: .member,
            errors: [.specs, .conflict]
        )
    }
}

extension Endpoint<AssetRequest, [AssetStatus]> {
    /// Sets or removes an asset.
    public static var changeAsset: Self {
        Self(
            .post,
            "/v1/assets",
            "Sets an asset (content in base64) or removes it; answers all of them.",
            for: .member,
            errors: [.invalid, .notFound, .specs, .conflict, .failed]
        )
    }
}

extension Endpoint<AssetQuestion, AssetContent> {
    /// The content of an asset. `.notFound` when it is not set. Reading a secret is recorded.
    public static var asset: Self {
        Self(
            .get,
            "/v1/assets/content",
            "The content of an asset, in base64.",
            for: .member,
            leavesTrail: true,
            errors: [.invalid, .notFound, .failed]
        )
    }
}

/// Which asset is wanted.
public struct AssetQuestion: EndpointParameters, Equatable {
    /// The variable.
    public static let parameters: [EndpointDefinition.Parameter] = [
        .query("name", "string", "Name of the asset.", required: true)
    ]

    /// Its name.
    public var name: String

    /// The variable's value.
    public var items: [ParameterItem] { [("name", name)] }

    /// An asset by its name.
    public init(_ name: String) {
        self.name = name
    }

    /// What a request said.
    public init(_ values: ParameterValues) {
        name = values["name"] ?? ""
    }
}

extension Endpoint<NoInput, [EnvStatus]> {
    /// Every app and service with such variables, by name.
    public static var env: Self {
        Self(
            .get,
            "/v1/env",
            "Environment variables that override the specs.",
            for: .member,
            errors: [.specs, .conflict]
        )
    }
}

extension Endpoint<EnvRequest, [EnvStatus]> {
    /// Sets and unsets variables of one app or service. It takes effect with the next `up`.
    public static var changeEnv: Self {
        Self(
            .post,
            "/v1/env",
            "Sets and unsets variables of an app or service; answers all of them.",
            for: .member,
            errors: [.invalid, .notFound, .specs, .conflict]
        )
    }
}

extension Endpoint<NoInput, [SettingStatus]> {
    /// Every setting.
    public static var config: Self { Self(.get, "/v1/config", "Every setting.", for: .member, errors: [.conflict]) }
}

extension Endpoint<SettingRequest, [SettingStatus]> {
    /// Sets or resets a setting. Some require more than this endpoint does; see `RestrictedChange`.
    public static var changeConfig: Self {
        Self(
            .post,
            "/v1/config",
            "Sets or resets a setting; answers all of them.",
            for: .owner,
            errors: [.invalid, .notFound, .conflict]
        )
    }
}

extension Endpoint<SetupRequest, SetupReport> {
    /// Clones the specs and stores the owner and the active bundles. Stores nothing if the specs cannot be cloned.
    public static var setUp: Self {
        Self(
            .post,
            "/v1/setup",
            "Clones the specs and stores the first settings.",
            for: .owner,
            errors: [.invalid, .notFound, .conflict, .failed]
        )
    }
}
