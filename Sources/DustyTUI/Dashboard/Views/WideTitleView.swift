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
        let subject = subject(of: model, in: row)
        let plain = model.logs.source == nil && isLog ? "0 Log" : "0 \(subject) \(name(of: model))"
        let whole = "0 \(subject) " + strip(of: model, note: note, in: row).map(\.text).joined(separator: " ")
        let isActive = model.hasKeys(.logs)
        TitleView.draw(
            fits ? whole : plain,
            note: note,
            isActive: isActive,
            noteRole: noteRole,
            into: &frame,
            in: row
        )
        guard let first = tabs.first?.columns.lowerBound else { return }
        // The subject and the tab that is shown stand out, and nothing between the others.
        let end = row.x + TitleView.textOffset + TextWidth.columns(of: whole)
        let current = tabs.first { $0.tab == model.tab }?.columns ?? first..<first
        for cells in [first..<current.lowerBound, current.upperBound..<(end + 1)] where !cells.isEmpty {
            let rest = Rect(x: cells.lowerBound, y: row.y, width: cells.count, height: 1)
            frame.restyle(rest) { $0.role = isActive ? .title : .dim }
        }
    }

    /// The tabs that there is room for, around the one that is shown; `<` and `>` stand for those before and after.
    private static func strip(of model: Model, note: String, in row: Rect) -> [(tab: DetailTab?, text: String)] {
        let subject = subject(of: model, in: row)
        guard model.detailSubject != nil, !model.logs.isMerged else { return [] }
        let room = row.width - 8 - TextWidth.columns(of: note) - TextWidth.columns(of: "0 \(subject) ")
        let all = DetailTab.allCases
        let texts = all.map { $0 == model.tab ? "[\($0.rawValue)]" : $0.rawValue }
        var (first, last) = (0, all.count - 1)
        func width() -> Int {
            let signs = (first > 0 ? 1 : 0) + (last < all.count - 1 ? 1 : 0)
            return texts[first...last].reduce(last - first) { $0 + $1.count } + 2 * signs
        }
        let current = all.firstIndex(of: model.tab) ?? 0
        while width() > room, first < last {
            // The farther end goes first.
            if last - current >= current - first { last -= 1 } else { first += 1 }
        }
        guard width() <= room, last - first >= min(2, all.count - 1) else { return [] }
        var strip: [(tab: DetailTab?, text: String)] = []
        if first > 0 { strip.append((nil, "<")) }
        for index in first...last { strip.append((all[index], texts[index])) }
        if last < all.count - 1 { strip.append((nil, ">")) }
        return strip
    }

    /// The tabs and their columns; none where there is no room for a few of them.
    static func places(of model: Model, note: String, in row: Rect) -> [(tab: DetailTab, columns: Range<Int>)] {
        let subject = subject(of: model, in: row)
        var x = row.x + TitleView.textOffset + TextWidth.columns(of: "0 \(subject) ")
        return strip(of: model, note: note, in: row).compactMap { tab, text in
            defer { x += text.count + 1 }
            return tab.map { ($0, x..<(x + text.count)) }
        }
    }

    /// What is shown; a long name leaves room for the tabs.
    private static func subject(of model: Model, in row: Rect) -> String {
        let name = (model.showsLog ? model.logs.source : model.detailSubject) ?? "Log"
        return model.logs.isMerged ? name : TextWidth.truncated(name, to: max(12, row.width / 4))
    }

    private static func name(of model: Model) -> String {
        model.tab == .log && model.logs.isMerged ? "logs" : model.tab.rawValue
    }
}
