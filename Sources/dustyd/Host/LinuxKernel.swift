import CLibrary
import DustyCore
import SystemPackage

/// What the kernel and the system of a host report of it.
protocol HostKernel: Sendable {
    /// Busy and total time of all processors since the start.
    func processorLoad() -> ProcessorLoad?
    /// When the host started.
    func startedAt() -> Timestamp?
    /// Bytes of memory in all, and what programs could still get.
    func memory() -> (total: Int64, available: Int64)?
    /// Name and version of the operating system.
    func systemName() -> String?
    /// Whether more than twice as many threads want to run as there are processors.
    func isBusy() -> Bool
    /// How many programs the kernel has killed because memory ran out; nil where it keeps no count.
    func starvedPrograms() -> Int?
    /// How many directories and trees of a user the kernel watches; nil where it watches none this way.
    func watchLimits() -> (watches: Int, watchers: Int)?
    /// How many directories it watches for this process.
    func watchesHeld() -> Int
    /// The program that listens on a TCP port, such as `nginx (pid 812)`; nil when it cannot be found.
    func listener(on port: Int, address: String) -> String?
    /// Whether anything listens on a TCP port.
    func isHeld(_ port: Int, address: String) -> Bool
    /// The process id of an engine's port forwarder that still listens on a TCP port although its engine is gone; nil when there is none.
    func orphanedForwarder(on port: Int, address: String) -> Int?
    /// Whether what listens on a TCP port is one of the engine's port forwarders.
    func isForwarder(on port: Int, address: String) -> Bool
    /// Processes that an engine started for these containers and that outlived it.
    func remains(of containers: Set<String>) -> [String: [pid_t]]
}

/// What Linux reports, read from `/proc` and `/etc`: of this host, or of a machine.
struct LinuxKernel: HostKernel {
    /// Directory that is read instead of `/`, for tests.
    var root = ""
    /// The files' texts by path, where they are another host's; nil for this host.
    var texts: [String: Substring]?

    func processorLoad() -> ProcessorLoad? {
        guard let line = lines("/proc/stat").first(where: { $0.hasPrefix("cpu ") }) else { return nil }
        let times = line.split(separator: " ").dropFirst().prefix(8).compactMap { UInt64($0) }
        guard times.count >= 5 else { return nil }
        let total = times.reduce(0, &+)
        return ProcessorLoad(busy: total &- times[3] &- times[4], total: total)
    }

    func startedAt() -> Timestamp? {
        lines("/proc/stat").first { $0.hasPrefix("btime ") }
            .flatMap { Int64($0.dropFirst(6)) }
            .map { Timestamp(milliseconds: min(max(0, $0), 1 << 40) * 1000) }
    }

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

    func systemName() -> String? {
        lines("/etc/os-release").first { $0.hasPrefix("PRETTY_NAME=") }
            .map { String($0.dropFirst(12).filter { $0 != "\"" }) }
    }

    func isBusy() -> Bool {
        // `0.20 0.18 0.12 RUNNABLE/ALL LAST-PID`
        let words = lines("/proc/loadavg").first?.split(separator: " ") ?? []
        guard words.count > 3, let runnable = words[3].parts(at: "/").first.flatMap({ Int($0) }) else {
            return false
        }
        return runnable > 2 * Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    func starvedPrograms() -> Int? {
        lines("/proc/vmstat").first { $0.hasPrefix("oom_kill ") }.flatMap { Int($0.dropFirst(9)) }
    }

    func watchLimits() -> (watches: Int, watchers: Int)? {
        func limit(_ name: String) -> Int {
            lines("/proc/sys/fs/inotify/\(name)").first.flatMap { Int($0) } ?? Int.max
        }
        return (limit("max_user_watches"), limit("max_user_instances"))
    }

    func watchesHeld() -> Int {
        guard let directory = try? FileDescriptor.directory("/proc/self/fdinfo"),
            let names = try? directory.closeAfter({ try directory.names() })
        else { return 0 }
        return names.reduce(0) { count, name in
            count + lines("/proc/self/fdinfo/\(name)").count { $0.hasPrefix("inotify ") }
        }
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
        return (max(0, Int64(status.f_blocks) - Int64(status.f_bfree)) * block, Int64(status.f_blocks) * block)
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
    static func now() -> Int? { ThisHost.kernel.starvedPrograms() }
}
