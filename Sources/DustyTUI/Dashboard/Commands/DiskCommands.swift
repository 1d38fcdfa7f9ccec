import DustyCore
import DustyTerminal

extension CommandName {
    static let disk = CommandName("disk")
    static let removeThing = CommandName("remove-thing")
    fileprivate static let removeUnused = CommandName("remove-unused")
}

extension DashboardCommand {
    /// What opens the list of what takes space.
    static let disk: [DashboardCommand] = [
        DashboardCommand(
            .disk,
            in: .anywhere,
            [.character("d")],
            "What takes space, and clean-up",
            line: PaletteCommand("disk", "what takes space, and clean-up", in: .upkeep),
            unless: { model, _ in model.refusalToAsk },
            does: { model, _ in
                model.overlay = .disk(DiskList())
                return []
            }
        )
    ]

    /// What works in it.
    static let diskList: [DashboardCommand] = [
        DashboardCommand(
            .removeThing,
            in: .disk,
            [.character("x")],
            "Remove it, when nothing uses it (asks)",
            hintNow: { $0.selectedThing?.goes.isEmpty == false ? "removes it" : nil },
            unless: { model, _ in model.refusalToRemoveThing },
            does: { model, _ in model.askToRemove(model.selectedThing?.goes ?? []) }
        ),
        DashboardCommand(
            .removeUnused,
            in: .disk,
            [.character("X")],
            "Remove everything that nothing uses (asks)",
            hintNow: { DiskRows.removable(of: $0.answers[.disk]).isEmpty ? nil : "removes all unused" },
            unless: { model, _ in model.refusalToRemoveUnused },
            does: { model, _ in model.askToRemove(DiskRows.removable(of: model.answers[.disk])) }
        ),
        DashboardCommand(
            .copyLine,
            in: .disk,
            [.character("y")],
            "Copy its name",
            hint: "copies its name",
            unless: { model, _ in
                model.refusal(toCopy: [model.selectedThing?.name].compactMap(\.self), "name")
            },
            does: { model, _ in model.copy([model.selectedThing?.name].compactMap(\.self), "name") }
        ),
        DashboardCommand(CommandName("measure"), in: .disk, [.character("r")], "Measure again", hint: "measures again")
        {
            model,
            _ in
            model.answers[.disk] = nil
            model.revision += 1
            return []
        },
        moving(.down, in: .disk, [.character("j"), .down], "Next row", does: moveInDisk),
        moving(.up, in: .disk, [.character("k"), .up], "Previous row", does: moveInDisk),
        moving(.pageDown, in: .disk, [.control("f"), .pageDown, .character(" ")], "A page down", does: moveInDisk),
        moving(.pageUp, in: .disk, [.control("b"), .pageUp], "A page up", does: moveInDisk),
        moving(.top, in: .disk, [.character("g"), .home], "First row", does: moveInDisk),
        moving(.bottom, in: .disk, [.character("G"), .end], "Last row", does: moveInDisk),
        closing(in: .disk, [.escape, .character("q"), .character("d")], "Close", hint: "closes"),
    ]

    private static let moveInDisk: Move = { model, step in
        guard case .disk(var list) = model.overlay else { return [] }
        let page = DiskView.Places(model.size, model: model).list.height
        list.cursor.move(by: step.rows(page: max(1, page)), in: DiskRows.rows(of: model.answers[.disk]).map(\.id))
        model.overlay = .disk(list)
        return []
    }
}

extension Model {
    private var diskList: DiskList? { if case .disk(let list) = overlay { list } else { nil } }

    fileprivate var selectedThing: DiskRows.Row? {
        DiskRows.rows(of: answers[.disk]).first { $0.id == diskList?.cursor.id }
    }

    fileprivate var refusalToRemoveThing: Refusal? {
        if let refusal = refusalToAct { return refusal }
        guard let row = selectedThing else { return Refusal("there is no row", "There is nothing here to remove.") }
        guard row.goes.isEmpty else { return nil }
        let users = row.users.isEmpty ? "" : " by \(row.users.joined(separator: ", "))"
        let why = row.use == .running ? "it is in use\(users)" : row.note.isEmpty ? "something uses it" : row.note
        return Refusal("it stays", "\(row.name) stays: \(why).")
    }

    fileprivate var refusalToRemoveUnused: Refusal? {
        if let refusal = refusalToAct { return refusal }
        return DiskRows.removable(of: answers[.disk]).isEmpty
            ? Refusal("everything is in use", "There is nothing that may go.") : nil
    }

    /// Asks with the list of all that goes. Only what is on it goes, also when more has fallen out of use meanwhile.
    fileprivate mutating func askToRemove(_ items: [DiskItem]) -> [Effect] {
        let bytes = Amount.bytes(items.reduce(0) { $0 + $1.bytes })
        let names = items.map { "\($0.kind.rawValue.replacing("_", with: " ")) \($0.name) \(Amount.bytes($0.bytes))" }
        var consequences: [String] = []
        if items.contains(where: { $0.kind == .volume }) { consequences.append("Volumes go with the data in them.") }
        if items.contains(where: { $0.kind == .repo }) {
            consequences.append("Clones are gone until a spec names them.")
        }
        consequences.append("What comes into use meanwhile stays.")
        overlay = .confirm(
            Confirmation(
                question: "Remove \(Amount.things(items.count, "thing")), \(bytes)?",
                consequences: consequences,
                targets: names,
                effect: .start(JobRequest(.cleanup(CleanupScope.of(items), only: items.map(\.id)), queue: true)),
                origin: diskList
            )
        )
        return []
    }
}
