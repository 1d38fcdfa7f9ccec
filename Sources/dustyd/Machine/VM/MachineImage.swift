import CLibrary
import DustyCore
import Essentials
import SystemPackage

/// The image that a virtual machine of Dusty's boots from: one that was given, or the one that Dusty builds from Debian's packages.
struct MachineImage: Sendable {
    /// Where an image has the mark of its format, and the mark.
    private static let mark = (offset: Int64(32_769), bytes: Array("CD001".utf8))
    /// How the build says that programs are missing.
    private static let programsMissing: Int32 = 3

    let paths: Paths
    let runner: any CommandRunner

    /// The file that a machine boots from; it stays the same until the machine is removed, whatever happens to its
    /// source.
    func file(of vm: VMRecord) -> String { "\(paths.directory(ofMachine: vm.name))/image.iso" }

    /// Makes sure that the machine's own file exists.
    func provide(for vm: VMRecord, _ boot: BootReporter) async throws {
        let own = file(of: vm)
        try await boot.step("image") { step in
            guard access(own, R_OK) != 0 else { return nil }
            let source = try await source(for: vm, step)
            // A given file may be changed or removed by its owner; an image that Dusty built is never touched again.
            let copying = vm.image != nil
            try await UserThread.run { try Self.place(source, at: own, copying: copying) }
            return AtomicFile.name(of: source)
        }
    }

    /// Opens an image to boot from; throws `DustyError` when it is not one, or not a plain file. It waits for a disk.
    static func open(_ path: String) throws -> FileDescriptor {
        guard let file = try? FileDescriptor.regular(path) else {
            throw DustyError(.notFound, "there is no file \(path) that can be read")
        }
        var found = [UInt8](repeating: 0, count: mark.bytes.count)
        let count = try? found.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: mark.offset, into: $0) }
        guard count == found.count, found == mark.bytes else {
            try? file.close()
            throw DustyError(.invalid, "\(path) is not an ISO image", hint: "see docs/machines.md for its requirements")
        }
        return file
    }

    /// The image that Dusty builds; its name changes with the recipe.
    private var built: String {
        var sum = SHA256()
        sum.update(PackageResources.build_image)
        return "\(paths.images)/machine-\(sum.hexadecimal().prefix(16))-amd64.iso"
    }

    private func source(for vm: VMRecord, _ step: StepReporter) async throws -> String {
        if let image = vm.image { return image }
        let image = built
        if access(image, R_OK) == 0 { return image }
        try await build(image, step)
        return image
    }

    private func build(_ image: String, _ step: StepReporter) async throws {
        await step.output("building the image from Debian's packages; this takes some minutes, once")
        let script = "\(image).build"
        try AtomicFile(script).write(PackageResources.build_image, mode: 0o700)
        defer { unlink(script) }
        let isService = access("/run/systemd/system", F_OK) == 0
        let result = try await runner.run(Self.building(script, image, isService: isService)) { line in
            if line.text.hasPrefix("==> ") { await step.output(String(line.text.dropFirst(4))) }
        }
        guard result.status == 0 else {
            let needs = result.status == Self.programsMissing
            throw DustyError(
                .failed,
                "the image could not be built: \(result.lastWords())",
                hint: needs ? nil : "or give a ready one: --image FILE"
            )
        }
        for other in (try? FileManager.default.contentsOfDirectory(atPath: paths.images)) ?? []
        where other.hasPrefix("machine-") && other.hasSuffix(".iso") && !image.hasSuffix("/\(other)") {
            unlink("\(paths.images)/\(other)")
        }
    }

    /// The command that builds an image. It needs mounts, which the daemon may not make where systemd confines it;
    /// systemd itself runs it there.
    static func building(_ script: String, _ image: String, isService: Bool) -> Command {
        let service = ["--quiet", "--wait", "--pipe", "--collect", "--", "sh", script, image]
        // A daemon ignores broken pipes, and the programs it starts would inherit that.
        let child = ["--default-signal=PIPE", "sh", script, image]
        return isService
            ? Command(program: "systemd-run", arguments: service, limit: Command.longLimit)
            : Command(program: "env", arguments: child, limit: Command.longLimit)
    }

    /// A copy of the file, or a second name for it if that is enough and the file systems are the same.
    private static func place(_ source: String, at own: String, copying: Bool) throws {
        let image = try open(source)
        defer { try? image.close() }
        try AtomicFile.makeDirectories(AtomicFile.parent(of: own))
        guard copying || link(source, own) != 0 else { return }
        let part = own + ".part"
        unlink(part)
        do {
            try copy(image, to: part)
            guard rename(part, own) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unlink(part)
            throw DustyError(.failed, "\(source) cannot be copied to \(own): \(error)", hint: "make room there")
        }
    }

    /// Copies exactly the file that was checked, whatever happens to its path.
    private static func copy(_ image: FileDescriptor, to path: String) throws {
        let file = try FileDescriptor.open(
            FilePath(path),
            .writeOnly,
            options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead]
        )
        try file.closeAfter {
            var piece = [UInt8](repeating: 0, count: 1 << 20)
            while case let count = try piece.withUnsafeMutableBytes({ try image.read(into: $0) }), count > 0 {
                try file.writeAll(piece.prefix(count))
            }
        }
    }
}
