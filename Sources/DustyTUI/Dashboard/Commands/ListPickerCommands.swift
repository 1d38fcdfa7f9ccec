import DustyCore
import DustyTerminal

extension DashboardCommand {
    /// Commands in a list of scripts, tests, assets, repos, stacks or addresses.
    static let listPicker: [DashboardCommand] = [
        onRow(
            .accept,
            [.enter],
            "Run it, open it, show it, read a file for it, or take a directory for it",
            hint: acceptHint
        ) {
            model,
            kind,
            id in
            switch kind {
            case .scripts(let app):
                model.overlay = nil
                model.prompt = Prompt(purpose: .scriptArguments(app, id, onTerminal: false))
            case .suites(let name):
                model.overlay = nil
                model.prompt = Prompt(purpose: .suiteArguments(name, id))
            case .addresses:
                model.overlay = nil
                return [.openAddress(id)]
            case .stacks(let current):
                model.overlay = nil
                return id == current ? [] : [.openStack(id)]
            case .assets: model.prompt = Prompt(purpose: .assetFile(id))
            case .repos: model.prompt = Prompt(purpose: .repoPath(id), text: model.overridePath(of: id))
            }
            return []
        },
        onRow(CommandName("edit"), [.character("e")], "Edit the asset in your editor", hint: editHint) { _, _, id in
            [.lend(.editor(asset: id))]
        },
        onRow(
            CommandName("run-here"),
            [.character("t")],
            "Run the script on this terminal, where it can ask",
            hint: hereHint
        ) { model, kind, id in
            guard case .scripts(let app) = kind else { return [] }
            model.overlay = nil
            model.prompt = Prompt(purpose: .scriptArguments(app, id, onTerminal: true))
            return []
        },
        onRow(
            CommandName("give-back"),
            [.character("x")],
            "Forget the asset, manage the repo again, or remove the stack (asks)",
            hint: giveBackHint
        ) { model, kind, id in
            if kind == .repos { return [.changeRepo(RepoRequest(name: id, path: nil))] }
            // The program itself names all that goes, and asks.
            if case .stacks = kind { return [.lend(.dusty(["stack", "remove", id], pauses: .always))] }
            model.overlay = .confirm(
                Confirmation(
                    question: "Forget the asset \(id)?",
                    consequences: ["Its value is deleted on this host; what uses it gets none from the next up on."],
                    effect: .forgetAsset(id)
                )
            )
            return []
        },
        onRow(CommandName("new-stack"), [.character("n")], "Make a stack", hint: newHint) { model, _, _ in
            model.prompt = Prompt(purpose: .newStack)
            return []
        },
        onRow(
            CommandName("front-stack"),
            [.character("f")],
            "Have the plain host names lead to the stack",
            hint: frontHint
        ) { _, _, id in
            [.lend(.dusty(["stack", "front", id], pauses: .always))]
        },
        onRow(CommandName("update"), [.character("u")], "Bring the repo up to date", hint: updateHint) { _, _, id in
            [.start(JobRequest(.pull([id]), queue: true))]
        },
        onRow(.copyLine, [.character("y")], "Copy the address", hint: copyHint) { model, _, id in
            model.copy([id], "address")
        },
        moving(.down, in: .list, [.character("j"), .down], "Next row", does: move),
        moving(.up, in: .list, [.character("k"), .up], "Previous row", does: move),
        moving(.pageDown, in: .list, [.control("f"), .pageDown], "A page down", does: move),
        moving(.pageUp, in: .list, [.control("b"), .pageUp], "A page up", does: move),
        moving(.top, in: .list, [.character("g"), .home], "First row", does: move),
        moving(.bottom, in: .list, [.character("G"), .end], "Last row", does: move),
        closing(in: .list, [.escape, .character("q")], "Close", hint: "closes"),
    ]

    /// An action on the selected row of some kinds of lists: those that it has a hint for.
    private static func onRow(
        _ name: CommandName,
        _ keys: [Key],
        _ help: String,
        hint: @escaping @Sendable (ListPicker.Kind) -> String?,
        _ deed: @escaping @Sendable (inout Model, ListPicker.Kind, String) -> [Effect]
    ) -> DashboardCommand {
        DashboardCommand(
            name,
            in: .list,
            keys,
            help,
            hintNow: { $0.openPicker.flatMap { hint($0.kind) } },
            unless: { model, _ in
                guard let picker = model.openPicker, model.pickedRow != nil else { return nil }
                // To show another stack is to look.
                let isLooking = picker.showsStacks && name == .accept
                if picker.query != nil, !isLooking, let refusal = model.refusalToAct { return refusal }
                return hint(picker.kind) == nil
                    ? Refusal("it does nothing in this list", "That key does nothing in this list.") : nil
            },
            does: { model, _ in
                guard let picker = model.openPicker, let id = model.pickedRow else { return [] }
                return deed(&model, picker.kind, id)
            }
        )
    }

    private static let acceptHint: @Sendable (ListPicker.Kind) -> String? = { kind in
        switch kind {
        case .scripts, .suites: "runs it"
        case .assets: "reads a file"
        case .repos: "takes a directory of yours"
        case .stacks: "shows it"
        case .addresses: "opens it"
        }
    }

    private static let editHint: @Sendable (ListPicker.Kind) -> String? = { $0 == .assets ? "edits it" : nil }

    private static let giveBackHint: @Sendable (ListPicker.Kind) -> String? = { kind in
        switch kind {
        case .scripts, .suites, .addresses: nil
        case .assets: "forgets it"
        case .repos: "manages it again"
        case .stacks: "removes it"
        }
    }

    private static let hereHint: @Sendable (ListPicker.Kind) -> String? = { kind in
        if case .scripts = kind { "on this terminal" } else { nil }
    }

    private static let copyHint: @Sendable (ListPicker.Kind) -> String? = { kind in
        if case .addresses = kind { "copies it" } else { nil }
    }

    private static let frontHint: @Sendable (ListPicker.Kind) -> String? = { kind in
        if case .stacks = kind { "gives it the plain names" } else { nil }
    }

    private static let newHint: @Sendable (ListPicker.Kind) -> String? = { kind in
        if case .stacks = kind { "makes one" } else { nil }
    }

    private static let updateHint: @Sendable (ListPicker.Kind) -> String? = { $0 == .repos ? "updates it" : nil }

    private static let move: Move = { model, step in
        guard var picker = model.openPicker else { return [] }
        picker.cursor.move(by: step.rows(page: BundlesView.capacity(in: model.size)), in: model.rows(of: picker))
        model.overlay = .list(picker)
        return []
    }
}

extension Model {
    fileprivate var openPicker: ListPicker? { if case .list(let picker) = overlay { picker } else { nil } }

    fileprivate func rows(of picker: ListPicker) -> [String] {
        picker.rows(in: answer(for: picker), now: now).map(\.id)
    }

    /// The selected row, if there is one.
    fileprivate var pickedRow: String? {
        guard let picker = openPicker, let id = picker.cursor.id else { return nil }
        return rows(of: picker).contains(id) ? id : nil
    }

    fileprivate func overridePath(of repo: String) -> String {
        guard case .repos(let all) = answers[.repos], let found = all.first(where: { $0.name == repo }) else {
            return ""
        }
        return found.overridden ? found.path : ""
    }
}
