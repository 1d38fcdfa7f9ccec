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
    /// their environment says, and it is not even read. Those of every user of this host do.
    static func processes(
        marked entry: String,
        in processes: String = "/proc",
        _ has: (_ environment: String, _ entry: [UInt8]) -> Bool = { EnvironmentSearch(for: $1).finds(inFile: $0) }
    ) -> [Int32] {
        guard let directory = opendir(processes) else { return [] }
        defer { closedir(directory) }
        let namespace = namespace(of: "\(processes)/self")
        let wanted = Array(entry.utf8)
        var found: [Int32] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let path = "\(processes)/\(name)"
            guard let process = Int32(name), process != getpid(), Self.namespace(of: path) == namespace else {
                continue
            }
            if has("\(path)/environ", wanted) { found.append(process) }
        }
        return found
    }

    private static func namespace(of process: String) -> String? {
        var bytes = [CChar](repeating: 0, count: 64)
        let length = readlink("\(process)/ns/pid", &bytes, bytes.count - 1)
        return length > 0 ? String(decoding: bytes[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}
#endif
