import Glibc

/// How a program came to its end.
enum ProgramEnding: Sendable, Equatable {
    /// By itself, with this code.
    case exited(Int32)
    /// By a signal. `starved` is set when the kernel ended programs for want of memory meanwhile.
    case signaled(Int32, starved: Bool)

    /// Signals that come from a fault of the program itself.
    private static let crashes: Set<Int32> = [SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGTRAP]

    /// Those that a shell, or `docker`, passes on as 128 + their number. Other codes beyond 128 mean something else to many programs.
    private static let passedOn: Set<Int32> = [SIGKILL, SIGTERM, SIGSEGV, SIGABRT, SIGBUS]

    private static let names: [Int32: String] = [
        SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
        SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGUSR1: "SIGUSR1",
        SIGSEGV: "SIGSEGV", SIGUSR2: "SIGUSR2", SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM", SIGTERM: "SIGTERM",
        SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
    ]

    /// The status that a shell would give: the code, or 128 + the signal's number.
    var status: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal, _): 128 + signal
        }
    }

    /// The signal that ended it, or a program that it ran: shells and `docker` pass that on as a code.
    var signal: Int32? {
        switch self {
        case .signaled(let signal, _): signal
        case .exited(let code): Self.passedOn.contains(code - 128) ? code - 128 : nil
        }
    }

    /// Whether it was ended rather than failed by itself.
    var wasKilled: Bool {
        if case .signaled = self { true } else { false }
    }

    /// What happened, as what comes behind the program's name.
    var event: String {
        switch self {
        case .exited(let code):
            return "ended with exit code \(code)"
                + (signal.map { ": what it ran was killed by signal \($0) (\(Self.name($0)))" } ?? "")
        case .signaled(let signal, let starved):
            let verb = Self.crashes.contains(signal) ? "crashed with" : "was killed by"
            let why = starved ? ", while the kernel ended programs for want of memory" : ""
            return "\(verb) signal \(signal) (\(Self.name(signal)))\(why)"
        }
    }

    /// What to do about it; nil when the program's own words are what counts.
    func advice(for program: String) -> String? {
        guard let signal else { return nil }
        if case .signaled(_, starved: true) = self { return "free some memory, or add more, then run the same again" }
        switch signal {
        case SIGKILL:
            return "run the same again; if that does not help, look for want of memory: dmesg | grep -i 'out of memory'"
        case SIGXCPU, SIGXFSZ: return "raise the limit under which the daemon runs: see `ulimit -a`"
        case _ where Self.crashes.contains(signal):
            return DebianPackage.advice("reinstall \(program)", program, again: true)
        default: return "run the same again; another program or user stopped it"
        }
    }

    private static func name(_ signal: Int32) -> String {
        names[signal] ?? "SIG\(signal)"
    }
}
