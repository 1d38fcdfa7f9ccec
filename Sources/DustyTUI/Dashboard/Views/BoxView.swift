import DustyTerminal

/// An empty box with a title and rules above and below; what is under it is gone.
enum BoxView {
    /// Draws it.
    static func draw(_ title: String, note: String = "", into frame: inout Frame, in box: Rect) {
        frame.fill(box)
        TitleView.draw(title, note: note, isActive: true, into: &frame, in: box.row(0))
        frame.fill(box.row(box.height - 1), with: "\u{2500}", style: Style(.rule))
        for x in [box.x, box.maxX - 1] {
            let side = Rect(x: x, y: box.y + 1, width: 1, height: max(0, box.height - 2))
            frame.fill(side, with: "\u{2502}", style: Style(.rule))
        }
    }
}
