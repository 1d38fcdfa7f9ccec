import DustyCore

extension Model {
    /// A key while something lies over the panes.
    mutating func performInOverlay(_ action: Action) -> [Effect] {
        switch overlay {
        case .help where action == .find: prompt = Prompt(purpose: .findInHelp)
        case .help(let top, let query):
            turn(action, top: top, rows: HelpView.lines(of: self).count) { .help(top: $0, query: query) }
        case .warnings(let top):
            turn(action, top: top, rows: WarningsView.lines(of: self).count) { .warnings(top: $0) }
        case .confirm(let confirmation):
            overlay = nil
            if action == .accept { return [confirmation.effect] }
        case .bundles(let picker): return pick(action, picker)
        case .list(let picker): return pick(action, in: picker)
        case nil: break
        }
        return []
    }

    private mutating func turn(_ action: Action, top: Int, rows: Int, _ show: (Int) -> Overlay) {
        let page = PagerView.capacity(in: size)
        let last = max(0, rows - page)
        overlay = action.rows(page: page).map { show(min(max(0, top + $0), last)) }
    }

    private mutating func pick(_ action: Action, _ picker: BundlePicker) -> [Effect] {
        let bundles = snapshot?.bundles ?? []
        let names = bundles.map(\.name)
        var picker = picker
        switch action {
        case .toggle:
            if let name = picker.cursor.id { picker.chosen.formSymmetricDifference([name]) }
        case .accept:
            overlay = nil
            return apply(picker, to: bundles)
        default:
            guard let rows = action.rows(page: BundlesView.capacity(in: size)) else {
                overlay = nil
                return []
            }
            picker.cursor.move(by: rows, in: names)
        }
        overlay = .bundles(picker)
        return []
    }

    private mutating func apply(_ picker: BundlePicker, to bundles: [BundleStatus]) -> [Effect] {
        let on = bundles.filter { !$0.active && picker.chosen.contains($0.name) }.map(\.name)
        let off = bundles.filter { $0.active && !picker.chosen.contains($0.name) }.map(\.name)
        var requests: [BundleRequest] = []
        if !on.isEmpty { requests.append(.init(names: on, active: true)) }
        if !off.isEmpty { requests.append(.init(names: off, active: false)) }
        return requests.isEmpty ? say(.info, "The bundles stay as they are.") : change(bundles: requests)
    }
}
