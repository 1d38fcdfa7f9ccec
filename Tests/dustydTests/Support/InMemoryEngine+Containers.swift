import DustyCore

@testable import dustyd

extension InMemoryEngine: ContainerController, ContainerTidying {
    func container(_ id: String) async throws -> ObservedContainer? {
        current.containers.first { $0.id == id }
    }

    func start(container: String) async throws {
        change { state in
            for index in state.containers.indices where state.containers[index].id == container {
                state.containers[index].status = .running
            }
        }
    }

    func pause(container: String) async throws {
        change { state in
            for index in state.containers.indices where state.containers[index].id == container {
                state.containers[index].status = .paused
            }
        }
    }

    func unpause(container: String) async throws { try await start(container: container) }

    func remove(container: String) async throws {
        change { state in state.containers.removeAll { $0.id == container } }
    }

    func rename(container: String, to name: String) async throws {
        change { state in
            for index in state.containers.indices where state.containers[index].id == container {
                state.containers[index].name = name
            }
        }
    }

    func discard(container: String) async throws {
        try await remove(container: container)
    }

    func join(container: String, network: String, aliases: [String], links: [String]) async throws {
        set(NetworkAttachment(aliases: aliases), of: container, network)
    }

    func leave(container: String, network: String) async throws {
        set(nil, of: container, network)
    }

    private func set(_ attachment: NetworkAttachment?, of container: String, _ network: String) {
        change { state in
            for index in state.containers.indices where state.containers[index].id == container {
                state.containers[index].networks[network] = attachment
            }
        }
    }
}
