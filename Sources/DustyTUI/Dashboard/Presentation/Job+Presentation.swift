import DustyCore
import DustyTerminal

extension Job {
    /// What it does, in a few words: `restart api`, `up`, `test api unit`.
    var title: String {
        if let suite, let name = names.first { return "\(kind.words) \(Wording.shortName(name)) \(suite)" }
        if names.isEmpty { return kind.words }
        if names.count <= 3 { return "\(kind.words) \(names.map(Wording.shortName).joined(separator: ", "))" }
        return "\(kind.words) \(Wording.shortName(names[0])) and \(names.count - 1) more"
    }

    /// Seconds it has taken.
    func seconds(at now: Timestamp) -> Double {
        guard let startedAt else { return 0 }
        return (finishedAt ?? now).seconds(since: startedAt)
    }

    /// Index of the running step; of the last one started when none is running.
    var currentStep: Int? {
        steps.firstIndex { $0.state == .running || $0.state == .cancelling }
            ?? steps.lastIndex { $0.state != .pending }
    }

    /// `[2/5] sync api`, or a word when it is not running.
    var progressText: String {
        switch state {
        case .pending: return "waits"
        case .cancelling: return "cancelling"
        case .succeeded: return "done"
        case .failed: return "failed"
        case .cancelled: return "cancelled"
        case .skipped: return "nothing to do"
        case .running:
            guard let step = currentStep else { return "begins" }
            let layers = steps[step].progress?.layersText.map { ", \($0)" } ?? ""
            return "[\(step + 1)/\(steps.count)] \(steps[step].title)\(layers)"
        }
    }

    /// Percent of the running step, if known.
    var percent: Double? {
        guard state == .running, let step = currentStep else { return nil }
        return steps[step].progress?.percent
    }

    /// How its state looks.
    var role: Style.Role { state.role }

    /// Seconds that the same took when it last succeeded, among remembered jobs.
    func usualSeconds(among jobs: [Job]) -> Double? {
        let last = jobs.first {
            $0.id < id && $0.kind == kind && $0.names == names && $0.suite == suite && $0.state == .succeeded
        }
        return last.flatMap { job in job.finishedAt.map { job.seconds(at: $0) } }
    }
}

extension Job.State {
    /// How the state looks.
    var role: Style.Role {
        switch self {
        case .pending, .skipped: .dim
        case .running, .cancelling: .busy
        case .succeeded: .good
        case .failed: .failure
        case .cancelled: .warning
        }
    }
}

extension Job.Progress {
    /// `layers 5/8`, while images are pulled.
    var layersText: String? {
        guard phase != nil, let items, let totalItems else { return nil }
        return "layers \(items)/\(totalItems)"
    }

    /// Everything known about it: `62%  layers 5/8, downloading, 118M of 190M`.
    var text: String {
        var parts = percent.map { ["\(Amount.whole($0))%"] } ?? []
        if let layersText, let phase {
            let amount =
                phase == .downloading ? ", \(Amount.bytes(bytes ?? 0)) of \(Amount.bytes(totalBytes ?? 0))" : ""
            parts.append("\(layersText), \(phase.rawValue)\(amount)")
        }
        return parts.joined(separator: "  ")
    }
}
