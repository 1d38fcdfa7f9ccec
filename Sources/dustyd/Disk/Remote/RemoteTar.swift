import DustyCore
import Synchronization

/// The tar of a machine, its archives streamed through the connection.
final class RemoteTar: Archiver {
    private static let patience = Duration.seconds(45)
    private static let probing: Script = "tar --version </dev/null"

    private let shell: MachineShell
    /// Where GNU tar was found over a connection.
    private let known = Mutex<(epoch: Int, way: MachineShell.Way)?>(nil)

    init(shell: MachineShell) {
        self.shell = shell
    }

    func check() async throws {
        _ = try await way()
    }

    func pack(
        _ names: [String],
        of directory: String,
        renaming: TarRenaming?,
        each: ([UInt8]) async throws -> Void
    ) async throws -> [String] {
        // The kernel there accepts no longer arguments, and the whole line is one.
        guard Tar.packingArguments(names, of: directory).reduce(0, { $0 + $1.utf8.count * 2 }) < 100_000 else {
            throw DustyError(.conflict, "too many names to save at once", hint: "name some of them")
        }
        return try await tar().pack(names, of: directory, renaming: renaming, each: each)
    }

    func unpack(into directory: String, _ next: () async throws -> [UInt8]?) async throws -> [String] {
        try await tar().unpack(into: directory, next)
    }

    private func tar() async throws -> Tar {
        Tar(shell: shell.by(try await way()), place: "on `\(shell.connection.record.name)`, ")
    }

    /// Root's own tar if it is GNU tar, else the image's, else the machine's in a container that sees it. Other tars
    /// lose attributes and holes.
    private func way() async throws -> MachineShell.Way {
        let connection = shell.connection
        try await connection.ready(within: Self.patience)
        let epoch = await connection.state.epoch
        if let known = known.withLock({ $0 }), known.epoch == epoch { return known.way }
        let isThere = try await isGNU(by: .login)
        let way: MachineShell.Way
        if isThere, connection.record.isRoot {
            way = .login
        } else if try await isGNU(by: .container) {
            way = .container
        } else if isThere {
            way = .host
        } else {
            throw DustyError(
                .conflict,
                "neither \(connection.record.target) nor the image \(shell.image) has GNU tar, and others lose extended "
                    + "attributes and holes",
                hint: "install GNU tar there, on Alpine: apk add tar"
            )
        }
        known.withLock { $0 = (epoch, way) }
        return way
    }

    private func isGNU(by way: MachineShell.Way) async throws -> Bool {
        try await shell.by(way).run(Self.probing, [], within: .seconds(120)).output.contains("GNU tar")
    }
}
