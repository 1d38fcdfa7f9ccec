import DustyTerminal

/// The whole screen.
enum DashboardView {
    /// The frame of a model.
    static func frame(of model: Model) -> Frame {
        var frame = Frame(size: model.size)
        let layout = DashboardLayout(model)
        guard layout.form != .sentence else {
            frame.write(HeaderView.sentence(of: model), in: layout.status)
            return frame
        }
        HeaderView.draw(model, into: &frame, in: layout.header)
        if let banner = Wording.banner(of: model) {
            let text = TextWidth.truncated(banner.text, to: layout.banner.width - 1)
            frame.write(" \(text)", in: layout.banner, style: Style(banner.role))
        }
        if layout.checklist.height > 0 { ChecklistView.draw(model, into: &frame, in: layout.checklist) }
        if layout.hasTabs { TabsView.draw(model, into: &frame, in: layout.tabs) }
        for pane in Pane.lists where layout.panes[pane] != nil { draw(pane, model, layout, into: &frame) }
        if layout.log.height > 0 { drawLog(model, layout, into: &frame) }
        if layout.overview.height > 0 { OverviewView.draw(model, into: &frame, in: layout.overview) }
        if layout.facts.height > 0 { FactsColumn.draw(model, into: &frame, in: layout.facts) }
        for divider in layout.dividers { frame.fill(divider, with: "\u{2502}", style: Style(.rule)) }
        if case .palette(let palette) = model.prompt?.purpose { PaletteView.draw(palette, model, layout, into: &frame) }
        FooterView.draw(model, layout, into: &frame)
        drawOverlay(model, into: &frame)
        return frame
    }

    private static func draw(_ pane: Pane, _ model: Model, _ layout: DashboardLayout, into frame: inout Frame) {
        guard let rect = layout.panes[pane] else { return }
        if !layout.hasTabs {
            let title = "\(pane.rawValue) \(pane.title)"
            let range = TabsView.range(of: pane, height: layout.rowCapacity(of: pane), in: model)
            let note = [range, TabsView.note(of: pane, in: model)].filter { !$0.isEmpty }.joined(separator: ", ")
            TitleView.draw(title, note: note, isActive: model.hasKeys(pane), into: &frame, in: rect.row(0))
        }
        let rows = layout.rows(of: pane)
        switch pane {
        case .apps, .services:
            let heading = layout.hasHeading(pane) ? Rect(x: rows.x, y: rows.y - 1, width: rows.width, height: 1) : nil
            ContainersView.draw(pane, model, into: &frame, in: rows, heading: heading)
        case .sync: SyncView.draw(model, into: &frame, in: rows)
        case .machine: MachineView.draw(model, into: &frame, in: rows)
        case .jobs: JobsView.draw(model, into: &frame, in: rows)
        case .logs: break
        }
    }

    private static func drawLog(_ model: Model, _ layout: DashboardLayout, into frame: inout Frame) {
        if model.showsJob {
            JobView.draw(model, into: &frame, in: layout.jobHead)
            LogsView.drawLines(model, into: &frame, in: layout.logLines)
        } else if model.showsLog {
            LogsView.draw(model, into: &frame, in: layout.log)
        } else {
            DetailPaneView.draw(model, into: &frame, in: layout.log)
        }
    }

    private static func drawOverlay(_ model: Model, into frame: inout Frame) {
        switch model.overlay {
        case .help(let page): HelpView.draw(page, model, into: &frame)
        case .warnings(let list): FailuresView.draw(list, model, into: &frame)
        case .confirm(let confirmation): ConfirmView.draw(confirmation, model.preferences.keyMap, into: &frame)
        case .bundles(let picker): BundlesView.draw(picker, model, into: &frame)
        case .list(let picker): ListPickerView.draw(picker, model, into: &frame)
        case .disk(let list): DiskView.draw(list, model, into: &frame)
        case nil: break
        }
    }
}

extension Model {
    /// Whether keys work on a pane: what lies over the panes has them, and looks it.
    func hasKeys(_ pane: Pane) -> Bool { focus == pane && overlay == nil }
}
