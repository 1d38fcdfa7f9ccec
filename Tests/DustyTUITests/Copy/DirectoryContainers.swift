import DustyCore
import Essentials

@testable import DustyTUI

/// Containers whose files are directories of this host: what copying needs of a daemon, without one.
struct DirectoryContainers: TestDaemon {
    /// Directory of each container by name.
    let roots: [String: String]

    func call<Input, Answer: Decodable>(_ endpoint: Endpoint<Input, Answer>, _ input: Input) async throws -> Answer {
        guard let question = input as? EntryQuestion else { throw Unexpected(endpoint: endpoint.definition.id) }
        return try answer(try entry(at: question.place, following: question.follows), of: endpoint)
    }

    func exchange<Input>(
        _ endpoint: Endpoint<Input, RawBytes>,
        _ input: Input,
        write: (@Sendable (_ send: @escaping ByteSink) async throws -> Void)?,
        each: @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        guard let place = input as? ContainerPlace else { throw Unexpected(endpoint: endpoint.definition.id) }
        let path = CopyPath(try path(of: place))
        try await TarProgram().pack(path.name, in: path.parent, each: each)
    }

    func send<Parameters, Answer: Decodable>(
        _ endpoint: Endpoint<Upload<Parameters>, Answer>,
        _ input: Upload<Parameters>,
        write: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws -> Answer {
        guard let place = input.parameters as? ContainerPlace else {
            throw Unexpected(endpoint: endpoint.definition.id)
        }
        try await TarProgram().unpack(into: try path(of: place), keepsOwners: false) { try await write($0) }
        return try answer(ArchiveReceipt(bytes: 0), of: endpoint)
    }

    private func entry(at place: ContainerPlace, following: Bool) throws -> ArchiveEntry {
        let path = try path(of: place)
        let name = CopyPath(place.path).name
        guard LocalPath.exists(path), !following || LocalPath.found(path) != .missing else {
            throw DustyError(.notFound, "there is no \(place.path) in the container of \(place.name)")
        }
        if !following, let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) {
            return ArchiveEntry(name: name, kind: .link, size: 0, linkTarget: target)
        }
        return ArchiveEntry(name: name, kind: LocalPath.found(path) == .directory ? .directory : .file, size: 0)
    }

    private func path(of place: ContainerPlace) throws -> String {
        guard let root = roots[place.name] else { throw DustyError.unknown(place.name, among: Array(roots.keys)) }
        return CopyPath(root + place.path).path
    }
}
