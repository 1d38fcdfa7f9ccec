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
            "Open its address in a browser",
            line: PaletteCommand("open", "open the address in a browser", in: .rows),
            unless: { model, _ in model.refusalToOpenAddress },
            does: { model, _ in model.address.map { [.openAddress($0)] } ?? [] }
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
    ]
}

extension Model {
    fileprivate var address: String? {
        targets.first?.urls.first { $0.hasPrefix("http://") || $0.hasPrefix("https://") }
    }

    fileprivate var refusalToOpenAddress: Refusal? {
        guard address == nil else { return nil }
        let sentence =
            targets.first.map { "\($0.name) has no address that a browser could open." }
            ?? "\(key(.openAddress)) opens an app's address: select one in pane 1."
        return Refusal("it has no address for a browser", sentence)
    }
}
