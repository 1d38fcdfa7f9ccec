import DustyCore

extension HTTPDaemon {
    func env() async throws -> [EnvStatus] {
        try await value(Endpoint.env)
    }

    func changeEnv(_ request: EnvRequest) async throws -> [EnvStatus] {
        try await value(post: request, to: Endpoint.env)
    }

    func config() async throws -> [SettingStatus] {
        try await value(Endpoint.config)
    }

    func changeConfig(_ request: SettingRequest) async throws -> [SettingStatus] {
        try await value(post: request, to: Endpoint.config)
    }

    func setUp(_ request: SetupRequest) async throws -> SetupReport {
        try await value(post: request, to: Endpoint.setUp)
    }

    func changeRepos(_ request: RepoChanges) async throws -> [RepoStatus] {
        try await value(post: request, to: Endpoint.repoChanges)
    }
}
