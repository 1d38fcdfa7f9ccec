import DustyCore
import Synchronization

/// GNU tar on a machine, its archives streamed through the connection.
final class RemoteTar: Archiver {
    /// Where there is a GNU tar that root may run.
    private enum Place: Sendable {
        case login, image, host
    }

    private static let patience = Duration.seconds(45)
    private static let probing: Script = "tar --version </dev/null"

    static let packing = Script(PackageResources.pack_sh)
    static let unpacking = Script(PackageResources.unpack_sh)

    private let shell: MachineShell
    /// What was found out over a connection.
    private let known = Mutex<(epoch: Int, place: Place)?>(nil)

    init(shell: MachineShell) {
        self.shell = shell
    }

    func check() async throws {
        _ = try await place()
    }

    func pack(
        _ names: [String],
        of directory: String,
        each: ([UInt8]) async throws -> Void
    ) async throws -> [String] {
        let arguments = TarProgram.packing(names, of: directory)
        // The kernel there takes no longer words, and the whole line is one.
        guard arguments.reduce(0, { $0 + $1.utf8.count * 2 }) < 100_000 else {
            throw DustyError(.conflict, "too many names to save at once", hint: "name some of them")
        }
        let ending = try await shell.stream(by: try await way()) { way in
            try await shell.runner.read(shell.command(Self.packing, arguments, by: way), each: each)
        }
        // 1 is tar's word for files that changed or vanished while it read them.
        guard [0, 1].contains(ending.status) else { throw failure(ending, "pack") }
        return ending.complaints
    }

    func unpack(into directory: String, _ next: () async throws -> [UInt8]?) async throws -> [String] {
        let arguments = [directory] + TarProgram.unpacking
        let ending = try await shell.stream(by: try await way()) { way in
            try await shell.runner.write(to: shell.command(Self.unpacking, arguments, by: way, takesInput: true), next)
        }
        guard ending.status == 0 else { throw failure(ending, "unpack") }
        return ending.output.split(separator: "\0").map(String.init)
    }

    private func way() async throws -> MachineShell.Way {
        switch try await place() {
        case .login: .login
        case .image: .container(MachineShell.name())
        case .host: .host(MachineShell.name())
        }
    }

    /// Root's own tar where it is GNU's, else that of the image, else the machine's in a container that sees it. Other programs of the name
    /// lose attributes and holes.
    private func place() async throws -> Place {
        let connection = shell.connection
        try await connection.ready(within: Self.patience)
        let epoch = await connection.state.epoch
        if let known = known.withLock({ $0 }), known.epoch == epoch { return known.place }
        let isThere = try await isGNU(by: .login)
        let place: Place
        if isThere, connection.record.isRoot {
            place = .login
        } else if try await isGNU(by: .container(MachineShell.name())) {
            place = .image
        } else if isThere {
            place = .host
        } else {
            throw DustyError(
                .conflict,
                "neither \(connection.record.target) nor the image \(shell.image) has GNU tar, and others lose extended "
                    + "attributes and holes",
                hint: "install GNU tar there, on Alpine: apk add tar"
            )
        }
        known.withLock { $0 = (epoch, place) }
        return place
    }

    private func isGNU(by way: MachineShell.Way) async throws -> Bool {
        try await shell.run(Self.probing, by: way, within: .seconds(120)).output.contains("GNU tar")
    }

    private func failure(_ ending: CommandResult, _ verb: String) -> DustyError {
        let error = TarProgram.failure(verb, ending)
        return DustyError(error.code, "on `\(shell.connection.record.name)`, \(error.message)", hint: error.hint)
    }
}
