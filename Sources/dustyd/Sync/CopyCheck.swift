import CLibrary
import DustyCore
import SystemPackage

/// Whether what was copied is still the same on both sides, found out without reading a file or running a program: as rsync would compare,
/// by kind, size, time of change, rights and owner.
enum CopyCheck {
    /// A number for each path of a listing, the same on both sides as long as nothing has to be copied; 0 for what is not there.
    static func states(of listing: PathListing, in directory: FileDescriptor) -> [UInt64] {
        // Only root gives files away.
        let keepsOwners = geteuid() == 0
        var name: [CChar] = []
        return listing.map { path in
            name.removeAll(keepingCapacity: true)
            for byte in path.withoutSlash { name.append(CChar(bitPattern: byte)) }
            name.append(0)
            guard let status = try? FileStatus(of: name, in: directory) else { return 0 }
            guard status.isDirectory == path.isDirectoryPath else { return 0 }
            var hash = StableHash()
            hash.add(UInt64(status.mode))
            if keepsOwners {
                hash.add(UInt64(status.owner))
                hash.add(UInt64(status.group))
            }
            // Whatever a container makes in a directory changes its time.
            if status.isFile { hash.add(UInt64(bitPattern: Int64(status.size))) }
            if status.isFile || status.isLink {
                hash.add(UInt64(bitPattern: Int64(status.seconds)))
                hash.add(UInt64(bitPattern: Int64(status.nanoseconds)))
            }
            if status.isLink { hash.add(directory.linkTarget(name) ?? []) }
            return max(1, hash.value)
        }
    }

    /// Whether all of a listing is the same on both sides, but for paths that only the copy has to have.
    static func areSame(_ source: [UInt64], _ copy: [UInt64], _ listing: PathListing, placed: [[UInt8]]) -> Bool {
        let placed = Set(PathListing().adding(placed).map(\.withoutSlash))
        for ((wanted, found), path) in zip(zip(source, copy), listing) where wanted != found || wanted == 0 {
            guard wanted == 0, placed.contains(path.withoutSlash) else { return false }
        }
        return true
    }
}

extension Rsync {
    func isSame(_ listing: PathListing, _ transfer: Transfer) async -> Bool {
        guard let far = far as? LocalFarSide, let place = MachinePlace(transfer.target, root: far.root) else {
            return false
        }
        let reader = transfer.reader ?? SubprocessRunner.currentUser
        guard
            let wanted = try? await UserThread.run(
                as: reader,
                { () throws -> [UInt64] in
                    let source = try FileDescriptor.directory(transfer.source)
                    return try source.closeAfter { CopyCheck.states(of: listing, in: source) }
                }
            ),
            let found = try? await UserThread.run({ () throws -> [UInt64] in
                let copy = try TrustedRoot(place.trusted).directory(place.relative)
                return try copy.closeAfter { CopyCheck.states(of: listing, in: copy) }
            })
        else { return false }
        return CopyCheck.areSame(wanted, found, listing, placed: transfer.protected.map { Array($0.utf8) })
    }
}
