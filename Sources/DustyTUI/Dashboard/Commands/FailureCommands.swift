import DustyCore
import DustyTerminal

extension CommandName {
    static let showOld = CommandName("show-old")
    fileprivate static let goThere = CommandName("go-there")
    fileprivate static let dismiss = CommandName("dismiss")
}

extension DashboardCommand {
    /// Commands in the list of what deserves attention.
    static let failures: [DashboardCommand] = [
        DashboardCommand(.goThere, in: .failures, [.enter], "Go to what it is about", hint: "goes there") { model, _ in
            model.goToFailure()
        },
        DashboardCommand(
            .copyLine,
            in: .failures,
            [.character("y")],
            "Copy all of it",
            hint: "copies",
            unless: { model, _ in model.refusal(toCopy: model.selectedFailure?.paragraphs ?? [], "failure") },
            does: { model, _ in
                model.copy([(model.selectedFailure?.paragraphs ?? []).joined(separator: "\n")], "failure")
            }
        ),
        DashboardCommand(
            .dismiss,
            in: .failures,
            [.character("d")],
            "Take it off the list",
            hint: "dismisses",
            unless: { model, _ in model.refusalToDismiss },
            does: { model, _ in
                model.dismissFailure()
                return []
            }
        ),
        DashboardCommand(
            .showOld,
            in: .failures,
            [.character("o")],
            "Failures that are over and all messages, or not",
            hint: "old",
            does: { model, _ in
                guard case .warnings(var list) = model.overlay else { return [] }
                list.showsOld.toggle()
                model.overlay = .warnings(list)
                return []
            }
        ),
        moving(.down, in: .failures, [.character("j"), .down], "Next", does: move),
        moving(.up, in: .failures, [.character("k"), .up], "Previous", does: move),
        moving(.top, in: .failures, [.character("g"), .home], "First", does: move),
        moving(.bottom, in: .failures, [.character("G"), .end], "Last", does: move),
        moving(
            .pageDown,
            in: .failures,
            [.control("d"), .pageDown, .character(" ")],
            "More of its text",
            does: scroll
        ),
        moving(.pageUp, in: .failures, [.control("u"), .pageUp], "Its text before", does: scroll),
        closing(in: .failures, [.escape, .character("q"), .character("W")], "Close", hint: "close"),
    ]

    private static let move: Move = { model, step in
        guard case .warnings(var list) = model.overlay else { return [] }
        let ids = FailureItems(model).items(showsOld: list.showsOld).map(\.id)
        list.cursor.move(by: step.rows(page: 10), in: ids)
        list.top = 0
        model.overlay = .warnings(list)
        return []
    }

    private static let scroll: Move = { model, step in
        guard case .warnings(var list) = model.overlay else { return [] }
        let (lines, height) = FailuresView.detail(of: list, in: model)
        guard lines.count > height else { return model.say(.info, "All of it is to be seen.") }
        list.top = min(max(0, list.top + step.rows(page: max(1, height))), lines.count - height)
        model.overlay = .warnings(list)
        return []
    }
}

extension Model {
    fileprivate var selectedFailure: FailureList.Item? {
        guard case .warnings(let list) = overlay else { return nil }
        return FailureItems(self).items(showsOld: list.showsOld).first { $0.id == list.cursor.id }
    }

    /// Closes the list and selects the item's row.
    fileprivate mutating func goToFailure() -> [Effect] {
        let subject = selectedFailure?.subject ?? .nothing
        let (pane, id): (Pane, String)
        switch subject {
        case .row(let name):
            (pane, id) = (allContainers(in: .apps).contains { $0.name == name } ? .apps : .services, name)
        case .repo(let name): (pane, id) = (.sync, name)
        case .job(let number): (pane, id) = (.jobs, String(number))
        case .nothing: return say(.info, "It is about nothing that could be gone to.")
        }
        overlay = nil
        focus(on: pane)
        uncover(id, in: pane)
        let all = rows(in: pane)
        if let place = all.firstIndex(of: id) { selection.cursors[pane, default: Cursor()].select(place, in: all) }
        return []
    }

    fileprivate var refusalToDismiss: Refusal? {
        guard let id = selectedFailure?.id, !id.hasPrefix("job "), !id.hasPrefix("notice ") else { return nil }
        return Refusal("it is so now", "It is so now, and goes when it is no longer so.")
    }

    fileprivate mutating func dismissFailure() {
        guard let item = selectedFailure else { return }
        if case .job(let id) = item.subject, let job = snapshot?.jobs.first(where: { $0.id == id }) {
            failures.dismissed.insert(FailureState.mark(of: job))
        }
        notices.removeAll { "notice \($0.id)" == item.id }
    }
}
