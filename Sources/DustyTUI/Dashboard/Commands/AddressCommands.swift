import DustyCore
import DustyTerminal

extension CommandName {
    static let openAddress = CommandName("open-address")
    static let copyAddress = CommandName("copy-address")
}

extension DashboardCommand {
    /// Commands that take names and addresses out of the dashboard.
    static let addresses: [DashboardCommand] = [
        DashboardCommand(
            .openAddress,
            in: .containers,
            [.character("o")],
            "Open its address in a browser; of several one is chosen",
            line: PaletteCommand("open", "open the address in a browser", in: .rows),
            unless: { model, _ in model.refusalToOpenAddress },
            does: { model, _ in
                let rows = model.addresses
                if rows.count == 1 { return [.openAddress(rows[0].id)] }
                model.overlay = .list(ListPicker(kind: .addresses(rows)))
                return []
            }
        ),
        DashboardCommand(
            CommandName("copy-name"),
            in: .containers,
            [.character("y")],
            "Copy its name",
            line: PaletteCommand("copy name", "copy the selected name", in: .rows),
            unless: { model, _ in model.refusal(toCopy: model.targets.map(\.name), "name") },
            does: { model, _ in model.copy(model.targets.map(\.name), "name") }
        ),
        DashboardCommand(
            .copyAddress,
            in: .containers,
            [.character("Y")],
            "Copy its address",
            line: PaletteCommand("copy address", "copy the selected address", in: .rows),
            unless: { model, _ in
                model.refusal(toCopy: model.targets.flatMap(\.urls), "address", why: "it has no address")
            },
            does: { model, _ in model.copy(model.targets.flatMap(\.urls), "address") }
        ),
        copying("copy-id", "copy id", "Copy the id of its container", "id") { $0.targets.compactMap(\.container) },
        copying("copy-image", "copy image", "Copy the name of its image", "image") { $0.targets.compactMap(\.image) },
    ]

    /// Copies something of the rows; it is given by name, or by a key of the user's.
    private static func copying(
        _ name: String,
        _ line: String,
        _ help: String,
        _ noun: String,
        _ texts: @escaping @Sendable (Model) -> [String]
    ) -> DashboardCommand {
        DashboardCommand(
            CommandName(name),
            in: .containers,
            [],
            help,
            line: PaletteCommand(line, help.prefix(1).lowercased() + help.dropFirst(), in: .rows),
            unless: { model, _ in model.refusal(toCopy: texts(model), noun, why: "it has none") },
            does: { model, _ in model.copy(texts(model), noun) }
        )
    }
}

extension Model {
    /// Addresses for a browser of what is marked or selected, each once, with whose they are.
    fileprivate var addresses: [ListPicker.Row] {
        var seen: Set<String> = []
        return targets.flatMap { target in
            target.urls.filter { $0.hasPrefix("http://") || $0.hasPrefix("https://") }
                .filter { seen.insert($0).inserted }
                .map { ListPicker.Row(id: $0, cells: [target.name, $0]) }
        }
    }

    fileprivate var refusalToOpenAddress: Refusal? {
        guard addresses.isEmpty else { return nil }
        let sentence =
            targets.first.map { "\($0.name) has no address that a browser could open." }
            ?? "\(key(.openAddress)) opens an app's address: select one in pane 1."
        return Refusal("it has no address for a browser", sentence)
    }
}
