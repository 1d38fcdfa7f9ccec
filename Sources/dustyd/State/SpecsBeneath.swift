import CLibrary
import DustyCore
import SystemPackage

/// The specs below a directory, for the daemon: nothing outside of it, despite links, and nothing that would make it
/// wait.
///
/// Used inside `UserThread`, so that the kernel also checks whether the user may read.
struct SpecsBeneath: SpecFiles {
    private let root: TrustedRoot

    /// The directory at a path; throws when it does not exist or may not be read.
    init(_ path: String) throws {
        root = TrustedRoot(path, links: .beneath)
        do {
            try root.open(".", O_RDONLY | O_DIRECTORY).close()
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            throw DustyError(
                .notFound,
                "there is no specs directory at \(path)",
                hint: "clone it with `dusty repos update`, or see `dusty repos list`"
            )
        } catch let error as Errno {
            throw DustyError(.failed, "the specs directory \(path) cannot be read: \(error)")
        }
    }

    func names(in folder: String, limit: Int) throws(SpecFileFault) -> [String]? {
        let file: FileDescriptor
        do {
            file = try root.open(folder, O_RDONLY | O_DIRECTORY)
        } catch {
            guard let error = error as? Errno, [.noSuchFileOrDirectory, .notDirectory].contains(error) else {
                throw Self.fault(error)
            }
            return nil
        }
        // The listing owns the descriptor from here on.
        guard let listing = fdopendir(file.rawValue) else {
            try? file.close()
            throw .unreadable
        }
        defer { closedir(listing) }
        var names: [String] = []
        while names.count < limit, let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    func read(_ file: String, limit: Int) throws(SpecFileFault) -> SpecFile {
        do {
            let descriptor = try root.open(file, O_RDONLY)
            return try descriptor.closeAfter {
                let status = try descriptor.status()
                guard status.isFile else { throw SpecFileFault.special }
                guard let bytes = try descriptor.readAll(limit: limit) else { throw SpecFileFault.large }
                return SpecFile(bytes: bytes, isExecutable: status.rights & 0o100 != 0)
            }
        } catch {
            throw Self.fault(error)
        }
    }

    private static func fault(_ error: any Error) -> SpecFileFault {
        switch error {
        case let fault as SpecFileFault: fault
        // Links of /proc are refused as loops are.
        case Errno.improperLink, Errno.tooManySymbolicLinkLevels: .outside
        case Errno.noSuchFileOrDirectory: .missing
        case Errno.noSuchAddressOrDevice: .special
        default: .unreadable
        }
    }
}
