import DustyCore

/// The dashboard asks for none of this.
extension FakeDaemon {
    private static let unscripted = DustyError(.internal, "The dashboard does not ask for this.")

    func assets() async throws -> [AssetStatus] { throw Self.unscripted }

    func changeAsset(_ request: AssetRequest) async throws -> [AssetStatus] { throw Self.unscripted }

    func asset(_ name: String) async throws -> AssetContent { throw Self.unscripted }

    func env() async throws -> [EnvStatus] { throw Self.unscripted }

    func changeEnv(_ request: EnvRequest) async throws -> [EnvStatus] { throw Self.unscripted }

    func config() async throws -> [SettingStatus] { throw Self.unscripted }

    func changeConfig(_ request: SettingRequest) async throws -> [SettingStatus] { throw Self.unscripted }

    func setUp(_ request: SetupRequest) async throws -> SetupReport { throw Self.unscripted }

    func machines() async throws -> [MachineInfo] { throw Self.unscripted }

    func addMachine(_ request: MachineRequest) async throws -> MachineReport { throw Self.unscripted }

    func useMachine(_ request: MachineChoice) async throws -> MachineReport { throw Self.unscripted }

    func removeMachine(_ request: MachineChoice) async throws -> MachineReport { throw Self.unscripted }
    func createMachine(_ request: MachineCreation) async throws -> Job { throw Self.unscripted }
    func changeMachine(_ request: MachineChange) async throws -> MachineReport { throw Self.unscripted }

    func changeRepos(_ request: RepoChanges) async throws -> [RepoStatus] { throw Self.unscripted }
}
