import DustyCore
import DustyTerminal

/// The rows of Apps or Services.
enum ContainersView {
    /// Draws the rows, and the names of the columns where there is room for them.
    static func draw(_ pane: Pane, _ model: Model, into frame: inout Frame, in rect: Rect, heading: Rect?) {
        let all = model.containers(in: pane)
        guard !all.isEmpty else {
            frame.write("   \(Wording.emptiness(of: pane, in: model))", in: rect, style: Style(.dim))
            return
        }
        let columns = columns(of: pane, model, width: rect.width)
        if let heading { draw(headingOf: columns, model.selection.order, into: &frame, in: heading) }
        let cursor = model.cursor(in: pane)
        defer { RowView.markRest(of: all.count, from: cursor.top, into: &frame, in: rect) }
        for (offset, container) in all.dropFirst(cursor.top).prefix(rect.height).enumerated() {
            draw(container, columns, model, into: &frame, in: rect.row(offset))
            if container.name == cursor.id {
                RowView.select(
                    rect.row(offset),
                    isMarked: pane == model.containerPane,
                    isActive: model.hasKeys(pane),
                    at: 1,
                    into: &frame
                )
            }
        }
    }

    /// The columns of a pane.
    private static func columns(of pane: Pane, _ model: Model, width: Int) -> ContainerColumns {
        // By all rows and not only those that are shown, so that nothing moves while one types a filter.
        let rows = model.allContainers(in: pane)
        // Both panes together, so that their columns align.
        let both = model.allContainers(in: .apps) + model.allContainers(in: .services)
        let layout = DashboardLayout(model)
        // The mark of a longer list has a column of its own, in both panes or in none.
        let isLong = [Pane.apps, .services].contains { pane in
            layout.panes[pane] != nil && model.allContainers(in: pane).count > layout.rowCapacity(of: pane)
        }
        return ContainerColumns(
            width: width - (isLong ? 1 : 0),
            ContainerColumns.Needs(
                name: both.map { TextWidth.columns(of: $0.name) }.max() ?? 0,
                state: both.map { TextWidth.columns(of: $0.lastingStateText(in: model)) }.max() ?? 0,
                hasHealth: both.contains { $0.health != nil },
                hasSync: rows.contains { $0.sync != nil || $0.sharedBy != nil },
                ports: rows.map { $0.ports.isEmpty ? 0 : TextWidth.columns(of: $0.portsText) }.max() ?? 0
            )
        )
    }

    /// The order of the column whose heading is at a cell; nil where there is none.
    static func order(atX x: Int, y: Int, in model: Model) -> RowOrder? {
        let layout = DashboardLayout(model)
        for pane in [Pane.apps, .services] where layout.hasHeading(pane) {
            let rows = layout.rows(of: pane)
            guard y == rows.y - 1, x >= rows.x, x < rows.maxX, !model.containers(in: pane).isEmpty else { continue }
            var start = rows.x + ContainerColumns.margin
            for (column, width) in columns(of: pane, model, width: rows.width).columns {
                if x >= start, x <= start + width { return RowOrder.allCases.first { $0.column == column } }
                start += width + 1
            }
        }
        return nil
    }

    private static func draw(
        headingOf columns: ContainerColumns,
        _ order: RowOrder,
        into frame: inout Frame,
        in row: Rect
    ) {
        var x = row.x + ContainerColumns.margin
        for (column, width) in columns.columns {
            // Names are the default order and need no mark.
            let isOrder = column == order.column && order != .name
            let heading = (isOrder ? ">" : "") + ContainerColumns.heading(column)
            let text = TextWidth.padded(heading, to: width, right: ContainerColumns.isNumber(column))
            frame.write(text, x: x, y: row.y, width: row.maxX - x, style: Style(isOrder ? .title : .dim))
            x += width + 1
        }
    }

    private static func draw(
        _ container: ContainerStatus,
        _ columns: ContainerColumns,
        _ model: Model,
        into frame: inout Frame,
        in row: Rect
    ) {
        RowView.state(container.mark(in: model), into: &frame, in: row)
        let pane: Pane = model.allContainers(in: .apps).contains { $0.name == container.name } ? .apps : .services
        RowView.mark(model.selection.marks.contains(container.name, in: pane), into: &frame, in: row)
        var x = row.x + ContainerColumns.margin
        for (column, width) in columns.columns {
            let (text, role) = cell(column, width, of: container, in: model)
            let padded = TextWidth.padded(text, to: width, right: ContainerColumns.isNumber(column))
            frame.write(padded, x: x, y: row.y, width: row.maxX - x, style: Style(role))
            if column == .name { RowView.highlight(text, model, x: x, row: row, into: &frame) }
            x += width + 1
        }
    }

    /// What it used of a processor lately; one that did nothing has a flat line, and one that is not measured none.
    private static func history(of container: ContainerStatus, in model: Model, _ isStale: Bool) -> String {
        let figures = model.stats[container.name].quarters
        guard !isStale, container.cpuPercent != nil, !figures.isEmpty else { return "" }
        let width = ContainerColumns.history
        // Below a twentieth of a core there is nothing to see.
        let line = GraphView.line(figures, most: max(5, figures.suffix(width).max() ?? 0), width: width)
        return String(repeating: " ", count: max(0, width - figures.count)) + line
    }

    private static func cell(
        _ column: ContainerColumns.Column,
        _ width: Int,
        of container: ContainerStatus,
        in model: Model
    ) -> (String, Style.Role) {
        let isStale = container.staleSince(link: model.link) != nil
        let role: Style.Role = isStale || !container.wanted ? .dim : .normal
        switch column {
        case .name: return (container.name, role)
        case .state:
            let text = container.stateText(in: model)
            let fits = TextWidth.columns(of: text) <= width
            return (fits ? text : container.lastingStateText(in: model), container.stateRole(in: model))
        case .health: return (container.health?.rawValue ?? "-", role)
        case .cpu: return (isStale ? "-" : container.cpuPercent.map(Amount.percent) ?? "-", role)
        case .history: return (history(of: container, in: model, isStale), .good)
        case .memory: return (container.memoryBytes.map(Amount.bytes) ?? "-", role)
        case .sync:
            let syncRole = container.syncRole
            return (container.syncText(in: model), isStale || syncRole == .good ? role : syncRole)
        case .age: return (container.ageText(in: model), role)
        case .ports: return (container.portsText, .dim)
        }
    }
}
