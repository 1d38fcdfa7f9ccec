#if !canImport(Darwin)
import CLibrary

extension RunDirectory {
    /// Takes off what tests mounted there.
    static func unmount(below path: String) {
        for mount in mounts().split(separator: "\n") {
            let fields = mount.split(separator: " ")
            if fields.count > 4, fields[4].hasPrefix(path + "/") { umount2(String(fields[4]), Int32(MNT_DETACH)) }
        }
    }

    /// The kernel's list of mounts, to its end: `FileManager` stops after one page of a file that has no size.
    private static func mounts() -> String {
        let file = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = []
        var page = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(file, &page, page.count), count > 0 { bytes += page[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
#endif
