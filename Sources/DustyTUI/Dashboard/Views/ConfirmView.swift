import DustyTerminal

/// A question with its consequences.
enum ConfirmView {
    /// Draws it in the middle.
    static func draw(_ confirmation: Confirmation, into frame: inout Frame) {
        let lines = confirmation.consequences + ["", "y yes   n no"]
        let widest = (lines + [confirmation.question]).map { TextWidth.columns(of: $0) }.max() ?? 0
        let box = frame.bounds.centred(width: max(widest + 8, 30), height: lines.count + 2)
        BoxView.draw(confirmation.question, into: &frame, in: box)
        for (offset, line) in lines.enumerated() {
            frame.write(line, x: box.x + 3, y: box.y + 1 + offset, width: box.width - 5)
        }
    }
}
