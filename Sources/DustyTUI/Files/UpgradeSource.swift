import DustyCore
import Essentials

/// Where new programs come from: a file, a directory or an address.
struct UpgradeSource: Sendable {
    /// A directory of the user's for downloads and unpacking.
    let workshop: String

    /// The programs in an archive or a directory, or the one program that a file is.
    func programs(in path: String) throws -> [UpgradeProgram: String] {
        var directory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &directory) else {
            throw DustyError(.notFound, "there is no \(path)")
        }
        if !directory, let single = UpgradeProgram(rawValue: Self.name(of: path)) { return [single: path] }
        let place = directory ? path : try unpack(path)
        let found = try Self.search(place)
        guard !found.isEmpty else {
            throw DustyError(
                .invalid,
                "\(path) holds neither `dusty` nor `dustyd`",
                hint: "give an archive or a directory with the programs, or one of them"
            )
        }
        return found
    }

    /// Downloads from an address, with the user's own curl.
    func fetch(_ address: String) throws -> String {
        // The download will run as root, so it must not be changed on the way.
        guard ["https://", "file://"].contains(where: address.hasPrefix) else {
            throw DustyError(.invalid, "\(address) is not an https:// address", hint: "download it and give --file")
        }
        let file = "\(workshop)/fetched"
        try ChildProgram.run([
            "curl", "--fail", "--silent", "--show-error", "--location", "--proto", "=https,file", "--proto-redir",
            "=https", "--output", file, "--", address,
        ])
        return file
    }

    /// A copy of a file that only this user can change, once it has the expected checksum: what is sent is what was
    /// checked.
    func verified(_ path: String, _ wanted: String) throws -> String {
        let place = "\(workshop)/verified"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        let copy = "\(place)/\(Self.name(of: path))"
        let (file, target) = (try LocalFile.reading(path), try LocalFile.making(copy))
        var sum = SHA256()
        while let piece = try file.next() {
            sum.update(piece)
            try target.append(piece)
        }
        guard sum.hexadecimal() == wanted.lowercased() else {
            throw DustyError(.invalid, "\(path) does not have the given checksum; it has \(sum.hexadecimal())")
        }
        try target.finish(as: copy)
        return copy
    }

    private func unpack(_ path: String) throws -> String {
        let place = "\(workshop)/unpacked"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        try ChildProgram.run(["tar", "--extract", "--no-same-owner", "--file", path, "--directory", place])
        return place
    }

    private static func search(_ directory: String) throws -> [UpgradeProgram: String] {
        var found: [UpgradeProgram: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: directory).sorted() {
            guard let program = UpgradeProgram(rawValue: self.name(of: name)), found[program] == nil else { continue }
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")
            if attributes[.type] as? FileAttributeType == .typeRegular { found[program] = "\(directory)/\(name)" }
        }
        return found
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
