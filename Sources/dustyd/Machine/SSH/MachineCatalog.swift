import CLibrary
import DustyCore
import Essentials

/// The machines that users added, one directory each: how to log in, the host keys, Dusty's key, and for a virtual
/// machine its settings.
struct MachineCatalog: Sendable {
    /// The machine that always exists.
    static let local = "local"
    private static let file = "machine.json"
    private static let vmFile = "vm.json"

    let paths: Paths
    let files: any FileStore

    /// Every machine but `local`, by name. A virtual one has no record before it has run once.
    func all() throws -> [(name: String, record: MachineRecord?, vm: VMRecord?)] {
        try names().compactMap { name in
            let entry = (name: name, record: try record(name), vm: try vm(name))
            return entry.record == nil && entry.vm == nil ? nil : entry
        }
    }

    /// A machine of this name that can be logged in to. Throws `DustyError` `.notFound` with the existing names.
    func find(_ name: String) throws -> MachineRecord {
        if let record = try record(name) { return record }
        if try vm(name) != nil {
            throw DustyError(
                .conflict,
                "the machine `\(name)` has never run",
                hint: "`dusty machine start \(name)` starts it"
            )
        }
        throw unknown(name)
    }

    /// A virtual machine of this name. Throws `DustyError` when there is none.
    func findVM(_ name: String) throws -> VMRecord {
        if let vm = try vm(name) { return vm }
        let isHost = try name == Self.local || record(name) != nil
        guard isHost else { throw unknown(name) }
        throw DustyError(
            .invalid,
            name == Self.local ? "`local` is this host" : "the machine `\(name)` is not a virtual machine",
            hint: "start and stop only virtual machines with Dusty"
        )
    }

    /// How to log in to a machine; nil when that is not known.
    func record(_ name: String) throws -> MachineRecord? { try read(Self.file, of: name) }

    /// Settings of a virtual machine; nil when the machine is not one.
    func vm(_ name: String) throws -> VMRecord? { try read(Self.vmFile, of: name) }

    /// Throws when a new machine must not have this name.
    func checkNew(_ name: String) throws {
        guard MachineName.isValid(name) else {
            throw DustyError(
                .invalid,
                "\(String(name.prefix(80)).debugDescription) cannot be the name of a machine",
                hint: "use lower-case letters and digits, with single - or _ between them, at most 40 characters"
            )
        }
        guard !isBeingRemoved(name) else { throw beingRemoved(name) }
        guard name != Self.local, try record(name) == nil, try vm(name) == nil else {
            throw DustyError(
                .conflict,
                "there is already a machine `\(name)`",
                hint: "choose another name, or remove it"
            )
        }
    }

    /// Keeps a machine.
    func put(_ record: MachineRecord) throws {
        try files.writeState(record, at: path(Self.file, of: record.name), mode: 0o644)
    }

    /// Stores the settings of a virtual machine.
    func put(_ vm: VMRecord) throws {
        try files.writeState(vm, at: path(Self.vmFile, of: vm.name), mode: 0o644)
    }

    /// Names that have a directory here.
    func names() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: paths.machines)) ?? []).sorted()
    }

    private func unknown(_ name: String) -> DustyError {
        DustyError.unknown(name, among: [Self.local] + listed().map(\.name))
    }

    /// Nil when there is no such file. One that cannot be read is kept aside, and counts as its machine until it is
    /// removed.
    private func read<Record: Decodable>(_ file: String, of name: String) throws -> Record? {
        guard MachineName.isValid(name) else { return nil }
        let path = path(file, of: name)
        if let bytes = try files.contents(path) {
            if let record = try? Wire.decode(Record.self, from: Data(bytes)) { return record }
            files.keepAside(path)
        } else if !UnreadableFiles(paths: paths, files: files).isKept(path) {
            return nil
        }
        throw DustyError(
            .conflict,
            "the record of the machine `\(name)` cannot be read: \(path)",
            hint: "run `dusty machine remove --force \(name)`, then add it again"
        )
    }

    private func path(_ file: String, of name: String) -> String { "\(paths.directory(ofMachine: name))/\(file)" }
}

/// The record of a machine that Dusty reaches by SSH.
struct MachineRecord: Codable, Sendable, Equatable {
    /// Its name.
    var name: String
    /// Where it is and who logs in there.
    var target: SSHTarget
    /// Fingerprints of its host keys.
    var fingerprints: [String]
    /// Socket of the engine there.
    var engineSocket: String
    /// Directory there under which every stack has its tree.
    var root: String
    /// Whether the user there is root.
    var isRoot: Bool
    /// Whether ports are always reached through the connection, never at the machine's own address.
    var forwardOnly: Bool
    /// When it was added.
    var addedAt: Timestamp
}
