import DustyCore

@testable import dustyd

/// What a test run never asks of an engine: asking is a failure.
extension FakeTestEngine: ContainerTidying, SingleContainerMaker, EngineExec,
    EngineArchive, EngineOneOff, EngineAttach, EngineNetworks
{
    private func unprepared(_ call: String) -> DustyError {
        DustyError(.internal, "a test run is not expected to ask for `\(call)`")
    }

    func pause(container: String) async throws { throw unprepared("pause") }

    func unpause(container: String) async throws { throw unprepared("unpause") }

    func remove(container: String) async throws { throw unprepared("remove") }

    func rename(container: String, to name: String) async throws { throw unprepared("rename") }

    func discard(container: String) async throws { throw unprepared("discard") }

    func join(container: String, network: String, aliases: [String], links: [String]) async throws {
        throw unprepared("join")
    }

    func network(_ name: String) async throws -> EngineNetwork? { throw unprepared("network") }

    func makeNetwork(_ name: String, subnet: String?, labels: [String: String]) async throws {
        throw unprepared("makeNetwork")
    }

    func discard(network: String) async throws { throw unprepared("discard") }

    func leave(container: String, network: String) async throws { throw unprepared("leave") }

    func createExec(in container: String, _ program: ExecProgram) async throws -> String {
        throw unprepared("createExec")
    }

    func attachExec(
        _ id: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        throw unprepared("attachExec")
    }

    func resizeExec(_ id: String, to size: TerminalSize) async throws { throw unprepared("resizeExec") }

    func exitCode(ofExec id: String) async throws -> Int? { throw unprepared("exitCode") }

    func definition(of container: String) async throws -> OneOffDefinition { throw unprepared("definition") }

    func makeOne(
        _ project: ComposeProject,
        service: String,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        throw unprepared("makeOne")
    }

    func createOneOff(_ definition: OneOffDefinition, _ program: ExecProgram, _ identity: OneOffIdentity) async throws {
        throw unprepared("createOneOff")
    }

    func runOneOff(
        _ name: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        throw unprepared("runOneOff")
    }

    func resizeOneOff(_ name: String, to size: TerminalSize) async throws { throw unprepared("resizeOneOff") }

    func removeOneOff(_ name: String, grace seconds: Int) async throws {}

    func ownProcess(of container: String) async throws -> OwnProcess? { throw unprepared("ownProcess") }

    func attach(
        toProcessOf container: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        throw unprepared("attach")
    }

    func entry(in container: String, at path: String) async throws -> ArchiveEntry? { throw unprepared("entry") }

    func readArchive(from container: String, at path: String, each: ([UInt8]) async throws -> Void) async throws {
        throw unprepared("readArchive")
    }

    func writeArchive(
        to container: String,
        at path: String,
        sending: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws {
        throw unprepared("writeArchive")
    }
}
