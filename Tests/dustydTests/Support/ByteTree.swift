import CLibrary
import SystemPackage

@testable import dustyd

/// When a file was changed last, as far as programs can set it.
struct FileTime {
    /// The time of everything that npm unpacks.
    static let npm = FileTime(seconds: 499_162_500, nanoseconds: 0)
    /// Another one for all of a copy.
    static let npmInAContainer = FileTime(seconds: 499_162_501, nanoseconds: 0)

    var seconds: Int
    var nanoseconds: Int

    /// Gives it to a file. The members of the C library's own type may not be seen here.
    func set(of path: [CChar]) {
        [seconds, nanoseconds, seconds, nanoseconds].withUnsafeBytes {
            _ = utimensat(AT_FDCWD, path, $0.bindMemory(to: timespec.self).baseAddress, AT_SYMLINK_NOFOLLOW)
        }
    }
}

/// A directory whose entries are named by bytes, as the kernel has them.
struct ByteTree {
    enum Entry: Equatable, CustomStringConvertible {
        case directory(mode: mode_t?)
        case file(content: [UInt8], mode: mode_t?)
        case link([UInt8])

        var isDirectory: Bool {
            if case .directory = self { true } else { false }
        }

        /// Without the mode, of which nothing is expected.
        var withoutMode: Entry {
            switch self {
            case .directory: .directory(mode: nil)
            case .file(let content, _): .file(content: content, mode: nil)
            case .link: self
            }
        }

        var description: String {
            switch self {
            case .directory(let mode): "directory \(mode.map { String($0, radix: 8) } ?? "")"
            case .file(let content, let mode):
                "file \(String(decoding: content, as: UTF8.self)) \(mode.map { String($0, radix: 8) } ?? "")"
            case .link(let target): "link to \(String(decoding: target, as: UTF8.self))"
            }
        }
    }

    let root: String

    private func path(_ relative: [UInt8]) -> [CChar] {
        (Array(root.utf8) + [47] + relative).map { CChar(bitPattern: $0) } + [0]
    }

    func write(_ relative: [UInt8], _ content: [UInt8], mode: mode_t = 0o644, time: FileTime? = nil) {
        let file = open(path(relative), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode)
        precondition(file >= 0, "\(String(decoding: relative, as: UTF8.self)): \(errno)")
        _ = CLibrary.write(file, content, content.count)
        fchmod(file, mode)
        close(file)
        time?.set(of: path(relative))
    }

    func makeDirectory(_ relative: [UInt8], mode: mode_t = 0o755) {
        precondition(mkdir(path(relative), mode) == 0)
        chmod(path(relative), mode)
    }

    func link(_ relative: [UInt8], to target: [UInt8]) {
        precondition(symlink(target.map { CChar(bitPattern: $0) } + [0], path(relative)) == 0)
    }

    func move(_ relative: [UInt8], to other: [UInt8]) {
        precondition(rename(path(relative), path(other)) == 0)
    }

    func status(_ relative: [UInt8]) -> FileStatus? {
        try? FileStatus(of: path(relative), in: FileDescriptor(rawValue: AT_FDCWD))
    }

    /// Removes an entry with all that is in it.
    func remove(_ relative: [UInt8]) {
        for name in entries().keys where name.starts(with: relative + [47]) && !Self.isDirectory(name, in: self) {
            unlink(path(name))
        }
        let below = entries().keys.filter { $0 == relative || $0.starts(with: relative + [47]) }
        for name in below.sorted(by: { $0.count > $1.count }) {
            if Self.isDirectory(name, in: self) { rmdir(path(name)) } else { unlink(path(name)) }
        }
    }

    private static func isDirectory(_ name: [UInt8], in tree: ByteTree) -> Bool {
        tree.status(name)?.isDirectory == true
    }

    /// Everything in it.
    func entries() -> [[UInt8]: Entry] {
        var found: [[UInt8]: Entry] = [:]
        var waiting: [[UInt8]] = [[]]
        while let below = waiting.popLast() {
            guard let listing = opendir(path(below)) else { continue }
            defer { closedir(listing) }
            while let entry = readdir(listing) {
                let name: [UInt8] = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: UInt8.self, capacity: 256) {
                        Array(
                            UnsafeBufferPointer(
                                start: $0,
                                count: strlen(UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
                            )
                        )
                    }
                }
                guard name != [46], name != [46, 46] else { continue }
                let whole = below.isEmpty ? name : below + [47] + name
                guard let status = status(whole) else { continue }
                let mode = status.rights
                if status.isDirectory {
                    found[whole] = .directory(mode: mode)
                    waiting.append(whole)
                } else if status.isLink {
                    var target = [CChar](repeating: 0, count: 4096)
                    let count = readlink(path(whole), &target, target.count)
                    found[whole] = .link(target.prefix(max(0, count)).map { UInt8(bitPattern: $0) })
                } else {
                    found[whole] = .file(content: read(whole), mode: mode)
                }
            }
        }
        return found
    }

    private func read(_ relative: [UInt8]) -> [UInt8] {
        let file = open(path(relative), O_RDONLY | O_NOFOLLOW)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = CLibrary.read(file, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }
}
