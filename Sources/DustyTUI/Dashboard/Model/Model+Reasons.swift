import DustyCore
import DustyTerminal

extension Model {
    /// Where keys are looked up once nothing lies over the panes.
    var contextsBelow: [KeyMap.Context] {
        var below = self
        below.overlay = nil
        return below.contexts
    }

    /// Why a key would do nothing now; nil when it would do something.
    func reason(against action: Action) -> String? {
        switch action {
        case .restart, .rebuild, .stopOrStart:
            reasonNotToAct ?? (targets.isEmpty ? "no app or service is selected" : nil)
        case .shell: reasonNotToAct ?? (targets.first?.state.isRunning == true ? nil : "nothing that runs is selected")
        case .scripts, .tests: reasonNotToAsk ?? (targets.isEmpty ? "no app is selected" : nil)
        case .sync: reasonNotToAct ?? (targetRepos.isEmpty ? "no repo is selected" : nil)
        case .bringUp, .stopAll, .takeDown: reasonNotToAct
        case .bundles: reasonNotToAsk ?? (snapshot?.bundles.isEmpty == true ? "the specs define no bundle" : nil)
        case .assets, .repoList: reasonNotToAsk
        case .cancelJob:
            reasonNotToAct ?? (selectedJob.map { !$0.state.isFinal } == true ? nil : "no running job is selected")
        case .openAddress:
            targets.first?.urls.contains { $0.hasPrefix("http") } == true ? nil : "it has no address for a browser"
        case .copyAddress: targets.contains { !$0.urls.isEmpty } ? nil : "it has no address"
        case .follow, .timestamps, .wrap, .filter, .clearLog, .ruler, .saveLog:
            logs.source == nil ? "there is no log" : nil
        case .moreContext, .lessContext: logs.filter?.isByText != true ? "no filter is set" : nil
        case .merge: targets.count < 2 && merged.isEmpty ? "fewer than two are marked" : nil
        case .muteSource, .soloSource: logs.isMerged ? nil : "logs are not merged"
        case .raw: logs.source == nil ? "there is no log" : nil
        case .nextMatch, .previousMatch: logs.search == nil && listSearch == nil ? "nothing was looked for" : nil
        case .left, .right: logs.wrap ? "lines are wrapped" : nil
        default: nil
        }
    }
}
