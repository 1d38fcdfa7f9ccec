import DustyCore
import DustyTerminal

/// The pane of the machine that Docker runs on.
enum MachineView {
    /// Draws the lines.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        let isStale = model.link.staleSince != nil
        for (offset, line) in MachineLines.all(of: model, width: rect.width).prefix(rect.height).enumerated() {
            let row = rect.row(offset)
            frame.write(line.name, x: row.x + 3, y: row.y, width: 8, style: Style(.dim))
            frame.write(
                line.text,
                x: row.x + 11,
                y: row.y,
                width: row.width - 11,
                style: Style(isStale ? .dim : line.role)
            )
            let picture = line.text.prefix { $0 == " " || GraphView.isBlock($0) || "[#-]".contains($0) }
            guard !isStale, line.role == .normal, picture.count > 1 else { continue }
            frame.restyle(Rect(x: row.x + 11, y: row.y, width: picture.count, height: 1)) { $0.role = .good }
        }
    }
}
