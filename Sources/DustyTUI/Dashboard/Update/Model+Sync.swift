import DustyCore
import DustyTerminal

extension Model {
    /// Begins a sync, after a question when it would delete much from the machine's copies.
    mutating func beginSync(_ request: JobRequest, _ previews: [SyncPreview]) -> [Effect] {
        let losing = previews.filter { $0.deleted > 0 }
        let deleted = losing.reduce(0) { $0 + $1.deleted }
        let isMuch = deleted > Confirmations.usualDeletions
        guard deleted > 0, preferences.confirmations.ask(.syncDeletions, usually: isMuch) else {
            return [.start(request)]
        }
        let what = deleted == 1 ? "1 file or directory" : "\(Amount.count(deleted)) files or directories"
        // A user who has opened something else meanwhile is not interrupted.
        guard overlay == nil, prompt == nil else {
            return say(.warning, "\(request.title) would delete \(what) and has not begun; \(key(.sync)) asks.")
        }
        let texts = losing.map { "\(Amount.count($0.deleted)) from \($0.shortName)" }
        return ask(
            DashboardCommand.Question(
                operation: .syncDeletions,
                title: "Delete \(what) on the machine?",
                consequences: [
                    "The sync deletes \(texts.joined(separator: ", ")),",
                    "because the source has them no longer. The source itself is not touched.",
                ],
                effect: .start(request),
                isUsual: isMuch
            )
        )
    }
}
