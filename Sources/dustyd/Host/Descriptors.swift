import CLibrary

/// How many files and connections the daemon may have open.
enum Descriptors {
    /// Asks the system for this many, or as many as it grants; returns what was granted.
    static func raise(to wanted: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        let aim = min(rlim_t(wanted), limit.rlim_max)
        if limit.rlim_cur < aim {
            var raised = rlimit(rlim_cur: aim, rlim_max: limit.rlim_max)
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// Whether this many more can be opened at the moment.
    static func areLeft(_ count: Int) -> Bool {
        var taken: [Int32] = []
        defer { taken.forEach { _ = close($0) } }
        for _ in 0..<count {
            // Standard error is open in any case.
            let copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { return false }
            taken.append(copy)
        }
        return true
    }
}
