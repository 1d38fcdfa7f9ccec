import DustyCore

extension HTTPDaemon {
    func machines() async throws -> [MachineInfo] {
        try await value(Endpoint.machines)
    }

    func addMachine(_ request: MachineRequest) async throws -> MachineReport {
        try await value(post: request, to: Endpoint.machines)
    }

    func useMachine(_ request: MachineChoice) async throws -> MachineReport {
        try await value(post: request, to: Endpoint.machineInUse)
    }

    func createMachine(_ request: MachineCreation) async throws -> Job {
        try await value(post: request, to: Endpoint.machineCreation)
    }

    func changeMachine(_ request: MachineChange) async throws -> MachineReport {
        try await value(post: request, to: Endpoint.machineChange)
    }

    func removeMachine(_ request: MachineChoice) async throws -> MachineReport {
        try await value(post: request, to: Endpoint.machineRemoval)
    }
}
