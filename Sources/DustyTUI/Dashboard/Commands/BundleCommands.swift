import DustyCore
import DustyTerminal

extension CommandName {
    static let bundles = CommandName("bundles")
    static let toggle = CommandName("toggle")
}

extension DashboardCommand {
    /// Commands that change which bundles are active.
    static let bundles: [DashboardCommand] = [
        DashboardCommand(
            .bundles,
            in: .anywhere,
            [.character("b")],
            "Choose bundles",
            hint: "bundles",
            line: PaletteCommand("bundles", "choose bundles from a list", in: .bundles),
            unless: { model, _ in
                if let refusal = model.refusalToAct { return refusal }
                guard model.snapshot?.bundles.isEmpty != false else { return nil }
                return Refusal("the specs define no bundle", "The specs define no bundle.")
            },
            does: { model, _ in
                let active = (model.snapshot?.bundles ?? []).filter(\.active).map(\.name)
                model.overlay = .bundles(.init(chosen: Set(active)))
                return []
            }
        ),
        DashboardCommand(
            PaletteCommand("bundles activate", "switch bundles on", .bundles, in: .bundles),
            unless: { model, _ in model.refusalToAct },
            does: { $0.change(bundles: [.init(names: $1.arguments, active: true)]) }
        ),
        DashboardCommand(
            PaletteCommand("bundles deactivate", "switch bundles off", .bundles, in: .bundles),
            unless: { model, _ in model.refusalToAct },
            does: { $0.change(bundles: [.init(names: $1.arguments, active: false)]) }
        ),
    ]

    /// Commands in the list of bundles.
    static let bundlePicker: [DashboardCommand] = [
        DashboardCommand(.toggle, in: .picker, [.character(" ")], "Choose the bundle, or not", hint: "choose") {
            model,
            _ in
            guard case .bundles(var picker) = model.overlay, let name = picker.cursor.id else { return [] }
            picker.chosen.formSymmetricDifference([name])
            model.overlay = .bundles(picker)
            return []
        },
        DashboardCommand(.accept, in: .picker, [.enter], "Activate what is chosen", hint: "apply") { model, _ in
            guard case .bundles(let picker) = model.overlay else { return [] }
            model.overlay = nil
            return model.apply(picker, to: model.snapshot?.bundles ?? [])
        },
        moving(.down, in: .picker, [.character("j"), .down], "Next bundle", does: move),
        moving(.up, in: .picker, [.character("k"), .up], "Previous bundle", does: move),
        moving(.top, in: .picker, [.character("g"), .home], "First bundle", does: move),
        moving(.bottom, in: .picker, [.character("G"), .end], "Last bundle", does: move),
        closing(in: .picker, [.escape, .character("q")], "Leave everything as it is", hint: "cancel"),
    ]

    private static let move: Move = { model, step in
        guard case .bundles(var picker) = model.overlay else { return [] }
        let names = (model.snapshot?.bundles ?? []).map(\.name)
        picker.cursor.move(by: step.rows(page: BundlesView.capacity(in: model.size)), in: names)
        model.overlay = .bundles(picker)
        return []
    }
}

extension Model {
    fileprivate mutating func apply(_ picker: BundlePicker, to bundles: [BundleStatus]) -> [Effect] {
        let on = bundles.filter { !$0.active && picker.chosen.contains($0.name) }.map(\.name)
        let off = bundles.filter { $0.active && !picker.chosen.contains($0.name) }.map(\.name)
        var requests: [BundleRequest] = []
        if !on.isEmpty { requests.append(.init(names: on, active: true)) }
        if !off.isEmpty { requests.append(.init(names: off, active: false)) }
        return requests.isEmpty ? say(.info, "The bundles stay as they are.") : change(bundles: requests)
    }

    /// Asks the daemon to activate other bundles; before any is deactivated there is a question.
    fileprivate mutating func change(bundles requests: [BundleRequest]) -> [Effect] {
        let off = requests.filter { !$0.active }.flatMap(\.names)
        let title: String =
            switch off.count {
            case 0: "Activate bundles?"
            case 1: "Deactivate \(off[0])?"
            default: "Deactivate \(off.count) bundles?"
            }
        var consequences = requests.map { request in
            "\(request.active ? "Activates" : "Deactivates") \(request.names.joined(separator: ", "))."
        }
        if !off.isEmpty {
            consequences.append("What only they need is removed by the next up; data under /persist stays.")
        }
        return ask(
            DashboardCommand.Question(
                operation: .bundles,
                title: title,
                consequences: consequences,
                effect: .changeBundles(requests),
                isUsual: !off.isEmpty
            )
        )
    }
}
