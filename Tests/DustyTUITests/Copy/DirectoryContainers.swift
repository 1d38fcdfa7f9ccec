import DustyCore
import FoundationEssentials

@testable import DustyTUI

/// Containers whose files are directories of this host: what copying needs of a daemon, without one.
struct DirectoryContainers: CopyDaemon {
    /// Directory of each container by name.
    let roots: [String: String]

    func archiveEntry(_ place: ContainerPlace, following: Bool) async throws -> ArchiveEntry {
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

    func readArchive(_ place: ContainerPlace, each: @Sendable ([UInt8]) async throws -> Void) async throws {
        let path = CopyPath(try path(of: place))
        try await TarProgram().pack(path.name, in: path.parent, each: each)
    }

    func writeArchive(
        _ place: ContainerPlace,
        sending: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws -> ArchiveReceipt {
        try await TarProgram().unpack(into: try path(of: place), keepsOwners: false) { sink in
            try await sending(sink)
        }
        return ArchiveReceipt(bytes: 0)
    }

    private func path(of place: ContainerPlace) throws -> String {
        guard let root = roots[place.name] else { throw DustyError.unknown(place.name, among: Array(roots.keys)) }
        return CopyPath(root + place.path).path
    }
}
