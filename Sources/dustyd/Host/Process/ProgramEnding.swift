import CLibrary
import DustyCore

/// How a program came to its end.
enum ProgramEnding: Sendable, Equatable {
    /// By itself, with this code.
    case exited(Int32)
    /// By a signal. `starved` is set when the kernel killed programs meanwhile because memory ran out.
    case signaled(Int32, starved: Bool)

    /// Signals that come from a fault of the program itself.
    private static let crashes: Set<Int32> = [SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGTRAP]

    /// Signals that a shell, or `docker`, passes on as 128 + their number. Other codes beyond 128 mean something else
    /// to many programs.
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

    /// Whether it was killed rather than failed.
    var wasKilled: Bool {
        if case .signaled = self { true } else { false }
    }

    /// What happened, to follow the program's name.
    var event: String {
        switch self {
        case .exited(let code):
            return "ended with exit code \(code)"
                + (signal.map { ": the program it ran was killed by signal \($0) (\(Self.name($0)))" } ?? "")
        case .signaled(let signal, let starved):
            let verb = Self.crashes.contains(signal) ? "crashed with" : "was killed by"
            let why = starved ? ", while the kernel killed programs because memory ran out" : ""
            return "\(verb) signal \(signal) (\(Self.name(signal)))\(why)"
        }
    }

    /// What to do about it; nil when the program's own output says more.
    func advice(for program: String) -> String? {
        guard let signal else { return nil }
        if case .signaled(_, starved: true) = self { return "free some memory, or add more, then run the same again" }
        switch signal {
        case SIGKILL:
            return
                "run the same again; if that does not help, see whether memory ran out: dmesg | grep -i 'out of memory'"
        case SIGXCPU, SIGXFSZ: return "raise the limit under which the daemon runs: see `ulimit -a`"
        case _ where Self.crashes.contains(signal):
            return HostWords.own.advice("reinstall \(program)", program, again: true)
        default: return "run the same again; another program or user stopped it"
        }
    }

    private static func name(_ signal: Int32) -> String {
        names[signal] ?? "SIG\(signal)"
    }
}
