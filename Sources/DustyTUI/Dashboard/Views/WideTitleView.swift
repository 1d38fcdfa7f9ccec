import DustyTerminal

/// The title of the wide pane: its subject, and its tabs if there is room for them.
enum WideTitleView {
    /// Draws it.
    static func draw(
        _ model: Model,
        note: String,
        noteRole: Style.Role,
        into frame: inout Frame,
        in row: Rect
    ) {
        let tabs = places(of: model, note: note, in: row)
        let fits = !tabs.isEmpty
        let isLog = model.showsLog
        let subject = (isLog ? model.logs.source : model.detailSubject) ?? "Log"
        let plain = model.logs.source == nil && isLog ? "0 Log" : "0 \(subject) \(name(of: model))"
        let whole = "0 \(subject) " + texts(of: model).joined(separator: " ")
        let isActive = model.focus == .logs
        TitleView.draw(
            fits ? whole : plain,
            note: note,
            isActive: isActive,
            noteRole: noteRole,
            into: &frame,
            in: row
        )
        for (tab, columns) in tabs where tab != model.tab {
            let cells = Rect(x: columns.lowerBound, y: row.y, width: columns.count, height: 1)
            frame.restyle(cells) { $0.role = isActive ? .title : .dim }
        }
    }

    private static func texts(of model: Model) -> [String] {
        DetailTab.allCases.map { $0 == model.tab ? "[\($0.rawValue)]" : $0.rawValue }
    }

    /// The tabs and their columns; none if there is no room for all of them.
    static func places(of model: Model, note: String, in row: Rect) -> [(tab: DetailTab, columns: Range<Int>)] {
        let subject = (model.showsLog ? model.logs.source : model.detailSubject) ?? "Log"
        let beforeTabs = "0 \(subject) "
        let texts = texts(of: model)
        let room = row.width - 8 - TextWidth.columns(of: note)
        let width = TextWidth.columns(of: beforeTabs + texts.joined(separator: " "))
        guard width <= room, model.detailSubject != nil, !model.logs.isMerged else { return [] }
        var x = row.x + TitleView.textOffset + TextWidth.columns(of: beforeTabs)
        return zip(DetailTab.allCases, texts).map { tab, text in
            defer { x += text.count + 1 }
            return (tab, x..<(x + text.count))
        }
    }

    private static func name(of model: Model) -> String {
        model.tab == .log && model.logs.isMerged ? "logs" : model.tab.rawValue
    }
}
