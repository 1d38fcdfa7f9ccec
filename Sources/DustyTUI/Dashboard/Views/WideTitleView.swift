import DustyTerminal

/// The title of the wide pane: whose it is, and its tabs where there is room for them.
enum WideTitleView {
    /// Draws it.
    static func draw(
        _ model: Model,
        note: String,
        noteRole: Style.Role,
        into frame: inout Frame,
        in row: Rect
    ) {
        let isLog = model.showsLog
        let subject = (isLog ? model.logs.source : model.detailSubject) ?? "Log"
        let plain = model.logs.source == nil && isLog ? "0 Log" : "0 \(subject) \(name(of: model))"
        let tabs = DetailTab.allCases.map { $0 == model.tab ? "[\($0.rawValue)]" : $0.rawValue }
        let beforeTabs = "0 \(subject) "
        let whole = beforeTabs + tabs.joined(separator: " ")
        let room = row.width - 8 - TextWidth.columns(of: note)
        let fits = TextWidth.columns(of: whole) <= room && model.detailSubject != nil && !model.logs.isMerged
        let isActive = model.focus == .logs
        TitleView.draw(
            fits ? whole : plain,
            note: note,
            isActive: isActive,
            noteRole: noteRole,
            into: &frame,
            in: row
        )
        guard fits else { return }
        var x = row.x + TitleView.textOffset + TextWidth.columns(of: beforeTabs)
        for (tab, text) in zip(DetailTab.allCases, tabs) {
            if tab != model.tab {
                frame.restyle(Rect(x: x, y: row.y, width: text.count, height: 1)) { $0.role = isActive ? .title : .dim }
            }
            x += text.count + 1
        }
    }

    private static func name(of model: Model) -> String {
        model.tab == .log && model.logs.isMerged ? "logs" : model.tab.rawValue
    }
}
