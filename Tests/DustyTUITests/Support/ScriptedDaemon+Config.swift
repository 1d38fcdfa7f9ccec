import DustyCore

/// What is answered to questions about assets, variables and settings.
struct ConfigAnswers: Sendable {
    var assets: [AssetStatus]?
    var content: AssetContent?
    var env: [EnvStatus]?
    var settings: [SettingStatus]?
    var setup: SetupReport?
    var machines: [MachineInfo]?
    var machine: MachineReport?
}

extension ScriptedDaemon {
    func assets() async throws -> [AssetStatus] { try answer("assets", answers.config.assets) }

    func changeAsset(_ request: AssetRequest) async throws -> [AssetStatus] {
        let content = request.content.map { "set \($0.count) bytes" } ?? "unset"
        return try answer("asset \(request.name) \(content)", answers.config.assets)
    }

    func asset(_ name: String) async throws -> AssetContent { try answer("asset \(name)", answers.config.content) }

    func env() async throws -> [EnvStatus] { try answer("env", answers.config.env) }

    func changeEnv(_ request: EnvRequest) async throws -> [EnvStatus] {
        let set = request.set.map { " \($0.name)=\($0.value)" } + request.unset.map { " -\($0)" }
        return try answer("env \(request.name)\(set.joined())\(request.unsetAll ? " all" : "")", answers.config.env)
    }

    func config() async throws -> [SettingStatus] { try answer("config", answers.config.settings) }

    func changeConfig(_ request: SettingRequest) async throws -> [SettingStatus] {
        try answer("config \(request.key) \(request.value ?? "unset")", answers.config.settings)
    }

    func setUp(_ request: SetupRequest) async throws -> SetupReport {
        let bundles = request.bundles.map { " \($0.joined(separator: "+"))" } ?? ""
        return try answer(
            "setup \(request.specsRepo ?? "-") \(request.owner ?? "-")\(bundles)",
            answers.config.setup
        )
    }

    func machines() async throws -> [MachineInfo] { try answer("machines", answers.config.machines) }

    func addMachine(_ request: MachineRequest) async throws -> MachineReport {
        try answer("machine add \(request.name) \(request.ssh) \(request.identity ?? "-")", answers.config.machine)
    }

    func useMachine(_ request: MachineChoice) async throws -> MachineReport {
        try answer("machine use \(request.name)\(request.force ? " force" : "")", answers.config.machine)
    }

    func removeMachine(_ request: MachineChoice) async throws -> MachineReport {
        try answer("machine remove \(request.name)", answers.config.machine)
    }

    func createMachine(_ request: MachineCreation) async throws -> Job {
        let parts = [
            request.memory.map { "memory \($0)" }, request.processors.map { "cpus \($0)" },
            request.disk.map { "disk \($0)" },
            request.image, request.adopt, request.idleMinutes.map { "idle \($0)" },
        ]
        let words = ["machine create \(request.name) \(request.kind)"] + parts.compactMap(\.self)
        return try answer(words.joined(separator: " "), answers.job)
    }

    func changeMachine(_ request: MachineChange) async throws -> MachineReport {
        let parts = [
            request.memory.map { "memory \($0)" }, request.processors.map { "cpus \($0)" },
            request.disk.map { "disk \($0)" },
            request.idleMinutes.map { "idle \($0)" },
        ]
        let words = ["machine set \(request.name)"] + parts.compactMap(\.self)
        return try answer(words.joined(separator: " "), answers.config.machine)
    }

    func changeRepos(_ request: RepoChanges) async throws -> [RepoStatus] {
        let changes = request.changes.map { "\($0.name) \($0.path ?? "managed")" }
        return try answer("repos \(changes.joined(separator: ", "))", answers.repos)
    }
}
