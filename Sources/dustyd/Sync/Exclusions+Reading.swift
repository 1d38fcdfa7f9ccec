import DustyCore
import SystemPackage

extension Exclusions {
    /// What lines of specs and the `.dustyignore` of a directory exclude. That file is read through no link, and only when it is a plain one
    /// that is not too large; why it is not is said.
    init(_ lines: [String], below root: FileDescriptor) {
        let name = Array(Self.file.utf8).terminated
        guard let status = try? FileStatus(of: name, in: root) else {
            self.init(lines)
            return
        }
        guard status.isFile else {
            self.init(lines, fault: "\(Self.file) does not count: it is not a plain file")
            return
        }
        guard let file = BytePath.file(name, in: root) else {
            self.init(lines, fault: "\(Self.file) does not count: it cannot be read")
            return
        }
        let bytes = try? file.closeAfter { try file.readAll(limit: Self.size) }
        guard let bytes = bytes ?? nil else {
            self.init(lines, fault: "\(Self.file) does not count: it is larger than \(Self.size >> 10) KiB")
            return
        }
        self.init(lines, file: bytes)
    }

    /// Takes in the `.gitignore` of a directory, if git's rules count.
    mutating func learn(_ directory: FileDescriptor, at path: [UInt8]) {
        guard takesGit, let file = BytePath.file(Array(".gitignore".utf8).terminated, in: directory) else { return }
        let bytes = try? file.closeAfter { try file.readAll(limit: Self.gitSize) }
        if let bytes = bytes ?? nil { learn(bytes, in: path) }
    }

    /// How large a file of git's rules may be that counts.
    private static let gitSize = 256 << 10
}

extension Transfer {
    /// Whether rsync is to read rules.
    var hasRules: Bool { !left.isEmpty || !exclusions.isEmpty }

    /// The rules of what does not travel, for rsync.
    var rules: [UInt8] {
        // What only the daemon writes keeps nothing that does not travel.
        let (without, with) = manner == .mirror ? ("H ", "S ") : ("- ", "+ ")
        return exclusions.filters.flatMap { rule in
            Array((rule.excludes ? without : with).utf8) + rule.pattern + [UInt8(ascii: "\n")]
        }
    }
}
