import DustyCore
import DustyTerminal

extension CommandName {
    fileprivate static let merge = CommandName("merge")
    fileprivate static let muteSource = CommandName("mute-source")
}

extension DashboardCommand {
    /// Commands that show the logs of several containers as one, or some of them.
    static let mergedLogs: [DashboardCommand] = [
        DashboardCommand(
            .merge,
            in: .anywhere,
            [.character("m")],
            "Logs of the marked ones as one, by time; again for one alone",
            line: PaletteCommand("merge", "several logs as one, by time", .containers, in: .log),
            unless: { $0.refusalToMerge($1) },
            does: { model, call in
                model.merged = model.endsMerging(call) ? [] : model.mergeable(call)
                return []
            }
        ),
        DashboardCommand(
            .muteSource,
            in: .containers,
            [.character(",")],
            "Leave its lines out of the merged log, or take them in again",
            line: PaletteCommand("mute", "leave out of the merged log, or take in again", .containers, in: .log),
            unless: { $0.refusalToMute($1) },
            does: { model, call in
                model.logs.mute(model.logs.muted.symmetricDifference(model.mutable(call)))
                return []
            }
        ),
        DashboardCommand(
            CommandName("solo-source"),
            in: .logs,
            [.character(",")],
            "In a merged log: one of them alone, the next, then all again",
            line: PaletteCommand("solo", "one log of the merged ones alone, then the next", in: .log),
            unless: { model, _ in
                guard !model.logs.isMerged else { return nil }
                let sentence = "Only one log is shown: \(model.key(.merge)) merges those of marked rows."
                return Refusal("logs are not merged", sentence)
            },
            does: { model, _ in model.soloSource() }
        ),
    ]
}

extension Model {
    /// Names of those to merge, sorted, whatever the order of the rows is.
    fileprivate func mergeable(_ call: DashboardCommand.Call) -> [String] {
        guard call.arguments.isEmpty else { return call.arguments }
        let marked = Set(targets.map(\.name))
        return containerNames.filter(marked.contains)
    }

    /// Whether the selected row's log alone is shown again.
    fileprivate func endsMerging(_ call: DashboardCommand.Call) -> Bool {
        guard call.arguments.isEmpty, !merged.isEmpty else { return false }
        let wanted = mergeable(call)
        return wanted.count < 2 || Set(wanted) == Set(merged)
    }

    fileprivate func refusalToMerge(_ call: DashboardCommand.Call) -> Refusal? {
        guard !endsMerging(call), mergeable(call).count < 2 else { return nil }
        return Refusal(
            "fewer than two are marked",
            "\(key(.merge)) merges the logs of several: mark them with \(key(.mark)) first."
        )
    }

    fileprivate func mutable(_ call: DashboardCommand.Call) -> [String] {
        call.arguments.isEmpty ? [shownContainer?.name].compactMap { $0 } : call.arguments
    }

    fileprivate func refusalToMute(_ call: DashboardCommand.Call) -> Refusal? {
        guard logs.isMerged else {
            return Refusal(
                "logs are not merged",
                "\(key(.muteSource)) is for logs that are merged: \(key(.merge)) merges those of marked rows."
            )
        }
        guard let other = mutable(call).first(where: { !logs.names.contains($0) }) else { return nil }
        return Refusal(
            "it is not in the merged log",
            "\(other) is not in this log, which is of \(logs.names.joined(separator: ", "))."
        )
    }

    fileprivate mutating func soloSource() -> [Effect] {
        let heard = logs.names.filter { !logs.muted.contains($0) }
        let alone = heard.count == 1 ? logs.names.firstIndex(of: heard[0]) : nil
        let next = alone.map { $0 + 1 } ?? 0
        logs.mute(logs.names.indices.contains(next) ? Set(logs.names).subtracting([logs.names[next]]) : [])
        return []
    }
}
