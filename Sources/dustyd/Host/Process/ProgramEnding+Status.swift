import Glibc
import Subprocess

extension ProgramEnding {
    /// The end of a program at whose start the kernel had ended so many for want of memory.
    init(_ status: TerminationStatus, shortagesBefore before: Int?) {
        switch status {
        case .exited(let code): self = .exited(code)
        case .signaled(let signal):
            let after = signal == SIGKILL ? OutOfMemoryCount.now() : nil
            let starved = before.flatMap { before in after.map { $0 > before } } ?? false
            self = .signaled(signal, starved: starved)
        }
    }
}
