// The C library of the host, under one name. Everything else imports it from here.
#if canImport(Darwin)
@_exported public import Darwin
#else
@_exported public import Glibc
#endif

extension Platform {
    /// Sets how many files this process may have open to this many, or as many as are allowed; returns how many that are.
    public static func raiseOpenFiles(to wanted: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(openFiles, &limit) == 0 else { return usualOpenFiles }
        let aim = min(rlim_t(wanted), limit.rlim_max, mostOpenFiles)
        if limit.rlim_cur < aim {
            var raised = rlimit(rlim_cur: aim, rlim_max: limit.rlim_max)
            if setrlimit(openFiles, &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// A path without links, `.` and `..`; nil when nothing is there.
    public static func resolved(_ path: UnsafePointer<CChar>) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
