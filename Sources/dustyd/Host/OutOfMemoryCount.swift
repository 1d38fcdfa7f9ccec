/// How many programs the kernel has ended for want of memory since it started: the only sign by which such an end can be known from
/// another SIGKILL.
enum OutOfMemoryCount {
    /// The count now; nil where the kernel keeps none.
    static func now(_ kernel: LinuxKernel = LinuxKernel()) -> Int? {
        kernel.lines("/proc/vmstat").first { $0.hasPrefix("oom_kill ") }.flatMap { Int($0.dropFirst(9)) }
    }
}
