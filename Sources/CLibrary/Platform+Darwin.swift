#if canImport(Darwin)
/// What the C libraries of Linux and of a Mac spell differently.
public enum Platform {
    /// Whether this is a Mac.
    public static let isMac = true
    /// The type of a socket that is a stream of bytes.
    public static let stream = SOCK_STREAM
    /// The flag of `send` that no signal comes when the other end is gone. On a Mac the socket itself says so.
    public static let quietly: Int32 = 0
    /// The home directory of root.
    public static let rootHome = "/var/root"
    /// Size of the kernel's field for a Unix socket's path, ending zero included.
    public static let socketPathSize = 104

    /// A new socket that is a stream of bytes, closed in programs that are run, and raises no signal; negative with `errno`.
    public static func streamSocket(_ family: Int32) -> Int32 {
        let descriptor = socket(family, stream, 0)
        guard descriptor >= 0 else { return descriptor }
        // No flag of `socket` does it here; a program that another thread starts just now may still get it.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        silence(descriptor)
        return descriptor
    }

    /// Two connected sockets as from `socketpair`, of which only the first is left open in programs that are run.
    public static func streamPair(_ ends: inout [Int32]) -> Bool {
        guard socketpair(AF_UNIX, stream, 0, &ends) == 0 else { return false }
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        silence(ends[1])
        return true
    }

    /// Has a socket report a lost other end by EPIPE alone.
    private static func silence(_ descriptor: Int32) {
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    /// A path that runs the program of this process. Once its file has been replaced it runs the new one.
    public static var ownProgram: String { ownFile ?? CommandLine.arguments.first ?? "" }

    /// The file that the program of this process was started from, through no link; nil when it is gone.
    public static var ownFile: String? {
        var size: UInt32 = 0
        _ = _NSGetExecutablePath(nil, &size)
        var path = [CChar](repeating: 0, count: Int(size) + 1)
        guard _NSGetExecutablePath(&path, &size) == 0 else { return nil }
        return resolved(path)
    }

    /// Path of the program of this process, also after its file was replaced; empty when it is unknown.
    public static var ownPath: String { ownFile ?? "" }

    /// A file of a directory that only the user may read, open for writing, which has no name yet; negative, since there is no such thing.
    public static func namelessFile(in directory: String) -> Int32 { -1 }

    /// Gives a file that has no name one that is free; false with `errno`.
    public static func name(_ file: Int32, _ name: String) -> Bool {
        errno = ENOTSUP
        return false
    }

    /// A path by which another program of this user finds what is open here. Unlike on Linux it is the path of the moment: only where no other
    /// user can rename anything is it sure to stay what it was.
    public static func path(of file: Int32) -> String {
        var path = [CChar](repeating: 0, count: Int(MAXPATHLEN))
        guard fcntl(file, F_GETPATH, &path) == 0 else { return "/dev/null/closed" }
        return String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A path by which this process finds what is open.
    public static func ownPath(of file: Int32) -> String { path(of: file) }

    static let openFiles = RLIMIT_NOFILE
    /// What a process has where the kernel does not say.
    static let usualOpenFiles = 256
    /// The hard limit is usually none at all, and the kernel refuses more than it gives to a process.
    static var mostOpenFiles: rlim_t {
        var most: Int32 = 0
        var size = MemoryLayout<Int32>.size
        let isKnown = sysctlbyname("kern.maxfilesperproc", &most, &size, nil, 0) == 0 && most > 0
        return isKnown ? rlim_t(most) : 10_240
    }

    /// Fills in the groups of a user, the primary one among them; negative when there are more, whose number `count` is then or is not.
    public static func groups(
        of name: UnsafePointer<CChar>,
        primary: gid_t,
        _ groups: inout [gid_t],
        _ count: inout Int32
    ) -> Int32 {
        // Apple's takes signed numbers.
        var numbers = groups.map { Int32(bitPattern: $0) }
        let result = getgrouplist(name, Int32(bitPattern: primary), &numbers, &count)
        groups = numbers.map { gid_t(bitPattern: $0) }
        return result
    }

    /// Gives this process a user's groups besides the one that files get. Returns 0, or -1 with `errno`.
    public static func setGroups(_ groups: [gid_t], of user: uid_t, _ group: gid_t) -> Int32 {
        // Of no groups the kernel would make the group 0.
        if groups.isEmpty { return setgroups(1, [group]) }
        // The kernel keeps 16 and asks the directory service for the rest, but only of a user that it was told by this call.
        guard let entry = getpwuid(user) else { return setgroups(Int32(min(groups.count, 16)), groups) }
        return initgroups(entry.pointee.pw_name, Int32(bitPattern: group))
    }

    /// Has the kernel ask the directory service for the groups of this process's threads, also where the program that started it, such as
    /// sudo, had chosen groups by hand. Before any thread is started.
    public static func forgetChosenGroups() {
        if geteuid() == 0 { _ = initgroups("root", 0) }
    }

    /// What a thread is given.
    public typealias ThreadArgument = UnsafeMutableRawPointer

    /// Starts a thread that is not waited for. Returns 0 or an errno.
    public static func startThread(
        _ argument: UnsafeMutableRawPointer,
        _ body: @convention(c) (ThreadArgument) -> UnsafeMutableRawPointer?
    ) -> Int32 {
        var thread: pthread_t?
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        // As on Linux; without it there would be 512 KiB, too little for deep trees.
        pthread_attr_setstacksize(&attributes, 8 << 20)
        let failure = pthread_create(&thread, &attributes, body, argument)
        if failure == 0, let thread { pthread_detach(thread) }
        return failure
    }

    /// A directory whose entries are read.
    public typealias OpenDirectory = UnsafeMutablePointer<DIR>

    /// What `posix_spawn` does to files before the program runs.
    public typealias SpawnActions = posix_spawn_file_actions_t?

    /// Actions that are yet to be initialized.
    public static var noSpawnActions: SpawnActions { nil }
}
#endif
