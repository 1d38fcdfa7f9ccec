import DustyCore
import Synchronization

/// What becomes known of a request on its way to its answer, for the audit trail.
final class AuditNote: Sendable {
    private let content = Mutex<(user: String?, detail: String?, outcome: String?)>((nil, nil, nil))

    /// Login name of the caller; nil when it is not known.
    var user: String? { content.withLock { $0.user } }

    /// What is to be changed, without secrets.
    var detail: String? { content.withLock { $0.detail } }
    /// The code of the error that was answered; nil for none.
    var outcome: String? { content.withLock { $0.outcome } }

    /// Notes who asks.
    func name(_ user: String) {
        content.withLock { $0.user = user }
    }

    /// Notes what is to be changed.
    func add(_ detail: String) {
        content.withLock { content in
            let before = content.detail.map { "\($0), " } ?? ""
            content.detail = String((before + detail).prefix(500))
        }
    }

    /// Notes the error that is answered.
    func fail(_ code: DustyError.Code) {
        content.withLock { $0.outcome = code.rawValue }
    }
}
