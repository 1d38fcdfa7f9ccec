import DustyCore
import FoundationEssentials
import Glibc

/// The machines that people added, one directory each: what is known of it, its host keys, and the key that Dusty logs in with.
struct MachineCatalog: Sendable {
    /// The machine that is always there.
    static let local = "local"
    private static let file = "machine.json"

    let paths: Paths
    let files: any FileStore

    /// Every machine but `local`, by name.
    func all() throws -> [MachineRecord] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: paths.machines)) ?? []
        return try names.sorted().compactMap { StackNames.isValid($0) ? try record($0) : nil }
    }

    /// A machine of this name. Throws `DustyError` `.notFound` with the names there are.
    func find(_ name: String) throws -> MachineRecord {
        if StackNames.isValid(name), let record = try record(name) { return record }
        throw DustyError.unknown(name, among: [Self.local] + (try all().map(\.name)))
    }

    /// Throws when a new machine may not be called so.
    func checkNew(_ name: String) throws {
        guard StackNames.isValid(name) else {
            throw DustyError(
                .invalid,
                "\(String(name.prefix(80)).debugDescription) cannot be the name of a machine",
                hint: "use lower-case letters and digits, with single - or _ between them, at most 40 characters"
            )
        }
        guard name != Self.local, try record(name) == nil else {
            throw DustyError(
                .conflict,
                "there is a machine `\(name)` already",
                hint: "choose another name, or remove it"
            )
        }
    }

    /// Keeps a machine.
    func put(_ record: MachineRecord) throws {
        let path = "\(paths.directory(ofMachine: record.name))/\(Self.file)"
        try files.replace(path, with: Array(try Wire.encode(record)), mode: 0o644)
    }

    /// Forgets a machine and everything that was kept of it.
    func remove(_ name: String) throws {
        do {
            try FileManager.default.removeItem(atPath: paths.directory(ofMachine: name))
        } catch let error as CocoaError where error.code == .fileNoSuchFile {
            return
        }
    }

    private func record(_ name: String) throws -> MachineRecord? {
        guard let bytes = try files.contents("\(paths.directory(ofMachine: name))/\(Self.file)") else { return nil }
        do {
            return try Wire.decode(from: Data(bytes))
        } catch {
            throw DustyError(
                .conflict,
                "what is kept of the machine `\(name)` cannot be read: \(error)",
                hint: "remove \(paths.directory(ofMachine: name)) and add the machine again"
            )
        }
    }
}
