#if !canImport(Darwin)
import CLibrary

/// What this host's system gives, in the way of Linux.
enum ThisHost {
    /// This host's kernel.
    static let kernel: any HostKernel = LinuxKernel()

    /// Whether even root cannot see the environment of some programs.
    static let hidesEnvironments = false

    /// When a process began, in words that no other process of the same number has; nil for one that has ended.
    static func start(of process: Int32) -> String? {
        guard let bytes = (try? AtomicFile("/proc/\(process)/stat").read()) ?? nil,
            let boot = (try? AtomicFile("/proc/sys/kernel/random/boot_id").read()) ?? nil,
            // The name of its program, in brackets, may have any byte.
            let name = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = bytes[bytes.index(after: name)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 19, let state = fields[0].first, !"ZXx".utf8.contains(state) else { return nil }
        let ticks = String(decoding: fields[19], as: UTF8.self)
        return "\(String(decoding: boot.prefix { $0 > 32 }, as: UTF8.self))+\(ticks)"
    }

    /// Processes with this entry in their environment, other than this one. Those of containers do not count, whatever
    /// their environment says.
    static func processes(marked entry: String) -> [Int32] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        let namespace = namespace(of: "self")
        let wanted = Array(entry.utf8)
        var found: [Int32] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let process = Int32(name), process != getpid(), environment(of: name).contains(wanted[...]) else {
                continue
            }
            if Self.namespace(of: name) == namespace { found.append(process) }
        }
        return found
    }

    private static func environment(of process: String) -> [ArraySlice<UInt8>] {
        ((try? AtomicFile("/proc/\(process)/environ").read()) ?? nil)?.split(separator: 0) ?? []
    }

    private static func namespace(of process: String) -> String? {
        var bytes = [CChar](repeating: 0, count: 64)
        let length = readlink("/proc/\(process)/ns/pid", &bytes, bytes.count - 1)
        return length > 0 ? String(decoding: bytes[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}
#endif
