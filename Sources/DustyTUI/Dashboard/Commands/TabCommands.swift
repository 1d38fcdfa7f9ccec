import DustyTerminal

extension CommandName {
    static let previousTab = CommandName("previous-tab")
    static let nextTab = CommandName("next-tab")
    static let inspect = CommandName("inspect")
}

extension DashboardCommand {
    /// Commands that go to another tab of the selected row.
    static let tabs: [DashboardCommand] =
        [
            turning(
                .previousTab,
                by: -1,
                in: .anywhere,
                [.character("[")],
                "Previous tab: \(DetailTab.allCases.map(\.rawValue).joined(separator: ", "))"
            ),
            turning(.nextTab, by: 1, in: .anywhere, [.character("]")], "Next tab"),
            DashboardCommand(
                .inspect,
                in: .anywhere,
                [.character("i")],
                "Facts of the selected row, or none",
                unless: { model, _ in
                    guard !model.hasRoomForFacts, model.detailSubject == nil else { return nil }
                    let sentence = "\(model.key(.inspect)) shows facts of an app or a service: none is selected."
                    return Refusal("no app or service is selected", sentence)
                },
                does: { model, _ in
                    if model.hasRoomForFacts {
                        model.division.hidesFacts.toggle()
                    } else {
                        model.show(tab: model.tab == .ports ? .log : .ports)
                    }
                    return []
                }
            ),
        ] + DetailTab.allCases.map(tab)

    /// Commands that move in a tab other than the log, and copy from it.
    static let details: [DashboardCommand] =
        [
            moving(.down, in: .detail, [.character("j"), .down], "A line down", does: move),
            moving(.up, in: .detail, [.character("k"), .up], "A line up", does: move),
            moving(.halfDown, in: .detail, [.control("d")], "Half a page down", does: move),
            moving(.halfUp, in: .detail, [.control("u")], "Half a page up", does: move),
            moving(.pageDown, in: .detail, [.control("f"), .pageDown, .character(" ")], "A page down", does: move),
            moving(.pageUp, in: .detail, [.control("b"), .pageUp], "A page up", does: move),
            moving(.top, in: .detail, [.character("g"), .home], "To the beginning", does: move),
            moving(.bottom, in: .detail, [.character("G"), .end], "To the end", does: move),
            turning(.nextTab, by: 1, in: .detail, [.character("l"), .right], "Next tab"),
            turning(.previousTab, by: -1, in: .detail, [.character("h"), .left], "Previous tab"),
        ] + findingInDetails + copyingDetails

    /// What finds text in a tab other than the log.
    private static let findingInDetails: [DashboardCommand] = [
        DashboardCommand(.find, in: .detail, [.character("/")], "Find in the tab") { model, _ in
            model.prompt = Prompt(purpose: .findInDetail)
            return []
        },
        finding(.nextMatch, forward: true, [.character("n")], "Next match"),
        finding(.previousMatch, forward: false, [.character("N")], "Previous match"),
    ]

    private static func finding(
        _ name: CommandName,
        forward: Bool,
        _ keys: [Key],
        _ help: String
    ) -> DashboardCommand {
        DashboardCommand(
            name,
            in: .detail,
            keys,
            help,
            unless: { model, _ in
                model.detail.search == nil
                    ? Refusal("no search yet", "No search yet; \(model.key(.find)) starts one.") : nil
            },
            does: { model, _ in
                let search = model.detail.search ?? ""
                return model.goToDetailMatch(forward: forward) ? [] : model.say(.info, "Nothing matches \(search).")
            }
        )
    }

    private static let move: Move = { model, step in
        model.moveInDetail(step)
        return []
    }

    private static func tab(_ tab: DetailTab) -> DashboardCommand {
        DashboardCommand(PaletteCommand("show \(tab.rawValue)", "the tab \(tab.rawValue)", in: .tabs)) { model, _ in
            model.focus = .logs
            model.show(tab: tab)
            return []
        }
    }

    private static func turning(
        _ name: CommandName,
        by step: Int,
        in place: KeyMap.Context,
        _ keys: [Key],
        _ help: String
    ) -> DashboardCommand {
        DashboardCommand(name, in: place, keys, help, unless: noSubject) { model, _ in
            let all = DetailTab.allCases
            let index = all.firstIndex(of: model.tab) ?? 0
            model.show(tab: all[(index + step + all.count) % all.count])
            return []
        }
    }

    private static let noSubject: Precondition = { model, _ in
        guard model.detailSubject == nil else { return nil }
        return Refusal(
            "no app or service is selected",
            "Tabs are of an app or a service: none is selected."
        )
    }
}

extension Model {
    /// Whether facts are beside the log, where they can be hidden.
    fileprivate var hasRoomForFacts: Bool { DashboardLayout(self).form == .wide && !division.isZoomed }
}
