extension Endpoint {
    /// `GET`: `[EnvStatus]`. `POST` `EnvRequest`: `[EnvStatus]`.
    public static let env = "/v1/env"
    /// `GET`: `[SettingStatus]`. `POST` `SettingRequest`: `[SettingStatus]`.
    public static let config = "/v1/config"
    /// `POST` `SetupRequest`: `SetupReport`.
    public static let setUp = "/v1/setup"

    static let envTable: [Definition] = [
        .get(
            .env,
            env,
            "Environment variables that win over the specs.",
            .list("EnvStatus"),
            errors: [.specs, .conflict]
        ),
        .post(
            .changeEnv,
            env,
            "Sets and unsets variables of an app or service; answers all there are.",
            takes: "EnvRequest",
            .list("EnvStatus"),
            errors: [.invalid, .notFound, .specs, .conflict]
        ),
    ]

    static let configTable: [Definition] = [
        .get(.config, config, "Every setting.", .list("SettingStatus"), errors: [.conflict]),
        .post(
            .changeConfig,
            config,
            "Sets a setting or puts it back; answers all of them.",
            takes: "SettingRequest",
            .list("SettingStatus"),
            errors: [.invalid, .notFound, .conflict]
        ),
        .post(
            .setUp,
            setUp,
            "Brings the specs here and keeps the first settings.",
            takes: "SetupRequest",
            .value("SetupReport"),
            errors: [.invalid, .notFound, .conflict, .failed]
        ),
    ]
}
