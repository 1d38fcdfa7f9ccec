#if !canImport(Darwin)
/// What the C libraries of Linux and of a Mac spell differently.
public enum Platform {
    /// Whether this is a Mac.
    public static let isMac = false
    /// The type of a socket that is a stream of bytes.
    public static let stream = Int32(SOCK_STREAM.rawValue)
    /// The flag of `send` that no signal comes when the other end is gone. On a Mac the socket itself says so.
    public static let quietly = Int32(MSG_NOSIGNAL)
    /// The home directory of root.
    public static let rootHome = "/root"
    /// Size of the kernel's field for a Unix socket's path, ending zero included.
    public static let socketPathSize = 108

    /// A new socket that is a stream of bytes, closed in programs that are run, and raises no signal; negative with `errno`.
    public static func streamSocket(_ family: Int32) -> Int32 {
        socket(family, stream | Int32(SOCK_CLOEXEC.rawValue), 0)
    }

    /// Two connected sockets as from `socketpair`, of which only the first is left open in programs that are run.
    public static func streamPair(_ ends: inout [Int32]) -> Bool {
        guard socketpair(AF_UNIX, stream, 0, &ends) == 0 else { return false }
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        return true
    }

    /// A path that runs the program of this process, even when its file has been replaced.
    public static var ownProgram: String { "/proc/self/exe" }

    /// The file that the program of this process was started from, through no link; nil when it is gone.
    public static var ownFile: String? { resolved("/proc/self/exe") }

    /// Path of the program of this process, also after its file was replaced; empty when it is unknown.
    public static var ownPath: String {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &bytes, bytes.count)
        guard length > 0 else { return "" }
        let link = String(decoding: bytes.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let mark = " (deleted)"
        return link.hasSuffix(mark) ? String(link.dropLast(mark.count)) : link
    }

    /// A file of a directory that only the user may read, open for writing, which has no name yet; negative where the file system has no
    /// such thing.
    public static func namelessFile(in directory: String) -> Int32 {
        // O_TMPFILE, which Swift does not import.
        open(directory, O_WRONLY | O_CLOEXEC | O_DIRECTORY | 0o20_000_000, 0o600)
    }

    /// Gives a file that has no name one that is free; false with `errno`.
    public static func name(_ file: Int32, _ name: String) -> Bool {
        linkat(AT_FDCWD, "/proc/self/fd/\(file)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
    }

    /// A path by which another program of this user finds exactly what is open here, as long as it is open.
    public static func path(of file: Int32) -> String { "/proc/\(getpid())/fd/\(file)" }

    /// A path by which this process finds exactly what is open, short wherever that is.
    public static func ownPath(of file: Int32) -> String { "/proc/self/fd/\(file)" }

    static let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    /// What a process has where the kernel does not say.
    static let usualOpenFiles = 1024
    /// The kernel has no other limit than the hard one.
    static let mostOpenFiles = rlim_t.max

    /// Fills in the groups of a user, the primary one among them; negative when there are more, whose number `count` is then or is not.
    public static func groups(
        of name: UnsafePointer<CChar>,
        primary: gid_t,
        _ groups: inout [gid_t],
        _ count: inout Int32
    ) -> Int32 {
        getgrouplist(name, primary, &groups, &count)
    }

    /// Gives this process a user's groups besides the one that files get. Returns 0, or -1 with `errno`.
    public static func setGroups(_ groups: [gid_t], of user: uid_t, _ group: gid_t) -> Int32 {
        setgroups(groups.count, groups)
    }

    /// Nothing: here a thread is told its groups.
    public static func forgetChosenGroups() {}

    /// What a thread is given.
    public typealias ThreadArgument = UnsafeMutableRawPointer?

    /// Starts a thread that is not waited for. Returns 0 or an errno.
    public static func startThread(
        _ argument: UnsafeMutableRawPointer,
        _ body: @convention(c) (ThreadArgument) -> UnsafeMutableRawPointer?
    ) -> Int32 {
        var thread = pthread_t()
        let failure = pthread_create(&thread, nil, body, argument)
        if failure == 0 { pthread_detach(thread) }
        return failure
    }

    /// A directory whose entries are read.
    public typealias OpenDirectory = OpaquePointer

    /// What `posix_spawn` does to files before the program runs.
    public typealias SpawnActions = posix_spawn_file_actions_t

    /// Actions that are yet to be initialized.
    public static var noSpawnActions: SpawnActions { posix_spawn_file_actions_t() }
}
#endif
