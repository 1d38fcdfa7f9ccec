#if canImport(Darwin)
import CLibrary

/// What this host's system gives, in the way of a Mac.
enum ThisHost {
    /// This host's kernel.
    static let kernel: any HostKernel = DarwinKernel()

    /// Whether even root cannot see the environment of some programs: of Apple's own.
    static let hidesEnvironments = true

    /// When a process began, in words that no other process of the same number has; nil for one that has ended.
    static func start(of process: Int32) -> String? {
        var facts = proc_bsdinfo()
        let size = Int32(MemoryLayout<proc_bsdinfo>.size)
        guard proc_pidinfo(process, PROC_PIDTBSDINFO, 0, &facts, size) == size else { return nil }
        return "\(facts.pbi_start_tvsec).\(facts.pbi_start_tvusec)"
    }

    /// Processes with this entry in their environment, other than this one. Containers are in a virtual machine, where
    /// this does not look.
    static func processes(marked entry: String) -> [Int32] {
        let wanted = Array(entry.utf8)
        return DarwinKernel.processes().filter { process in
            process != getpid() && (arguments(of: process)?.environment.contains(wanted) ?? false)
        }
    }

    private static func arguments(of process: pid_t) -> ProcessArguments? {
        var name = [CTL_KERN, KERN_PROCARGS2, process]
        var size = 0
        guard sysctl(&name, UInt32(name.count), nil, &size, nil, 0) == 0, size > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: size)
        guard sysctl(&name, UInt32(name.count), &bytes, &size, nil, 0) == 0 else { return nil }
        return ProcessArguments(Array(bytes.prefix(size)))
    }
}
#endif
