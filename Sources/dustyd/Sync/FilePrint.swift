import CLibrary
import SystemPackage

/// The state of a file or link, equal in the repo and in its copy, as a number: size, time of change, and whether its
/// owner may run it; for a link its target. As long as it is what was copied, that side is untouched.
struct FilePrint: Sendable, Hashable {
    /// Nothing that is known.
    static let unknown = FilePrint(value: 0)

    let value: UInt64

    var isKnown: Bool { value != 0 }
    var isLink: Bool { value & 1 == 1 }

    init(value: UInt64) {
        self.value = value
    }

    /// Of an entry of a directory; unknown for anything but a file or a link.
    init(_ status: FileStatus, of name: [CChar], in directory: FileDescriptor) {
        if status.isLink {
            self.init(link: directory.linkTarget(name) ?? [])
        } else {
            self.init(status)
        }
    }

    /// Of a file; unknown for anything else.
    init(_ status: FileStatus) {
        guard status.isFile else {
            self = .unknown
            return
        }
        var hash = StableHash()
        hash.add(UInt64(status.size))
        hash.add(UInt64(bitPattern: Int64(status.seconds)))
        hash.add(UInt64(bitPattern: Int64(status.nanoseconds)))
        hash.add(status.rights & S_IXUSR == 0 ? 0 : 1)
        value = hash.value & ~1 | 2
    }

    /// Of a link.
    init(link target: [UInt8]) {
        var hash = StableHash()
        hash.add(target)
        value = hash.value | 1
    }
}

extension FileDescriptor {
    /// The target of a link in the directory; nil for anything else.
    func linkTarget(_ name: [CChar]) -> [UInt8]? {
        var target = [CChar](repeating: 0, count: 4096)
        let count = readlinkat(rawValue, name, &target, target.count)
        guard count > 0, count < target.count else { return nil }
        return target[..<count].map { UInt8(bitPattern: $0) }
    }

    /// Gives an entry of the directory, even a link, the time of change of another. Throws `Errno`.
    func setTime(of name: String, to status: FileStatus) throws {
        // The members of the C library's own type must not be used here.
        let result = [status.seconds, status.nanoseconds, status.seconds, status.nanoseconds].withUnsafeBytes {
            let times = $0.bindMemory(to: timespec.self).baseAddress
            return utimensat(rawValue, name, times, AT_SYMLINK_NOFOLLOW)
        }
        guard result == 0 else { throw Errno(rawValue: errno) }
    }
}

extension UnfinishedFile {
    /// The same for a name that may be any bytes.
    static func isName(_ name: [UInt8]) -> Bool {
        name.first == UInt8(ascii: ".") && String(validating: name, as: UTF8.self).map { isName($0) } == true
    }
}
