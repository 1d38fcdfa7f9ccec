import CLibrary
import DustyCore

/// What the kernel and the system of a host report, read from `/proc` and `/etc`.
struct LinuxKernel: Sendable {
    /// Directory that is read instead of `/`, for tests.
    var root = ""
    /// The files' texts by path, where they are another host's; nil for this host.
    var texts: [String: Substring]?

    /// Busy and total time of all processors since the start.
    func processorLoad() -> ProcessorLoad? {
        guard let line = lines("/proc/stat").first(where: { $0.hasPrefix("cpu ") }) else { return nil }
        let times = line.split(separator: " ").dropFirst().prefix(8).compactMap { UInt64($0) }
        guard times.count >= 5 else { return nil }
        let total = times.reduce(0, &+)
        return ProcessorLoad(busy: total &- times[3] &- times[4], total: total)
    }

    /// When the host started.
    func startedAt() -> Timestamp? {
        lines("/proc/stat").first { $0.hasPrefix("btime ") }
            .flatMap { Int64($0.dropFirst(6)) }
            .map { Timestamp(milliseconds: min(max(0, $0), 1 << 40) * 1000) }
    }

    /// Bytes of memory in all, and what programs could still get.
    func memory() -> (total: Int64, available: Int64)? {
        var values: [Substring: Int64] = [:]
        for line in lines("/proc/meminfo") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == ":" })
            if words.count >= 2, let kilobytes = Int64(words[1]), kilobytes >= 0 {
                // Bounded: another machine may print anything.
                values[words[0]] = min(kilobytes, 1 << 50) * 1024
            }
        }
        guard let total = values["MemTotal"], let available = values["MemAvailable"] else { return nil }
        return (total, available)
    }

    /// Name and version of the operating system.
    func systemName() -> String? {
        lines("/etc/os-release").first { $0.hasPrefix("PRETTY_NAME=") }
            .map { String($0.dropFirst(12).filter { $0 != "\"" }) }
    }

    /// Space on the file system of a path, which need not exist yet.
    static func disk(of path: String) -> (used: Int64, total: Int64)? {
        var existing = path
        while access(existing, F_OK) != 0, existing != "/", existing != "." {
            existing = AtomicFile.parent(of: existing)
        }
        var status = statvfs()
        guard statvfs(existing, &status) == 0 else { return nil }
        let block = Int64(status.f_frsize)
        return (Int64(status.f_blocks - status.f_bfree) * block, Int64(status.f_blocks) * block)
    }

    /// Lines of a file; none when it cannot be read.
    func lines(_ path: String) -> [String] {
        if let texts { return texts[path]?.lines ?? [] }
        guard let bytes = try? AtomicFile(root + path).read() else { return [] }
        return String(decoding: bytes, as: UTF8.self).lines
    }
}

/// Time that the processors have worked and existed, in ticks.
struct ProcessorLoad: Sendable, Equatable {
    var busy: UInt64
    var total: UInt64

    /// Busy share since an earlier moment, 0 to 100; nil without one.
    func percent(since earlier: ProcessorLoad?) -> Double? {
        guard let earlier, total > earlier.total, busy >= earlier.busy else { return nil }
        return Double(busy - earlier.busy) / Double(total - earlier.total) * 100
    }
}

/// How many programs the kernel has killed because memory ran out: the only way to distinguish that from another
/// SIGKILL.
enum OutOfMemoryCount {
    /// The count now; nil where the kernel keeps none.
    static func now(_ kernel: LinuxKernel = LinuxKernel()) -> Int? {
        kernel.lines("/proc/vmstat").first { $0.hasPrefix("oom_kill ") }.flatMap { Int($0.dropFirst(9)) }
    }
}
