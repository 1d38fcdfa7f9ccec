import DustyCore
import Synchronization

@testable import dustyd

/// A prober whose answers tests set, by what is tried; all else is ready.
final class ScriptedProber: ReadinessProber {
    private let answers = Mutex<[Gate.Probe: ReadinessAttempt]>([:])

    /// Sets what attempts of a kind come to from now on.
    func set(_ answer: ReadinessAttempt, of probe: Gate.Probe) {
        answers.withLock { $0[probe] = answer }
    }

    func attempt(_ probe: Gate.Probe, on container: String) async throws -> ReadinessAttempt {
        answers.withLock { $0[probe] } ?? .ready
    }
}
