import DustyTerminal

/// A question with its consequences.
enum ConfirmView {
    /// Draws it in the middle.
    static func draw(_ confirmation: Confirmation, _ keyMap: KeyMap, into frame: inout Frame) {
        let lines = confirmation.consequences + ["", answers(keyMap)]
        let widest = (lines + [confirmation.question]).map { TextWidth.columns(of: $0) }.max() ?? 0
        let box = frame.bounds.centred(width: max(widest + 8, 30), height: lines.count + 2)
        BoxView.draw(confirmation.question, into: &frame, in: box)
        for (offset, line) in lines.enumerated() {
            frame.write(line, x: box.x + 3, y: box.y + 1 + offset, width: box.width - 5)
        }
    }

    private static func answers(_ keyMap: KeyMap) -> String {
        let yes = keyMap.name(of: .accept, in: [.question]).map { "\($0) yes   " } ?? ""
        return "\(yes)\(keyMap.name(of: .refuse, in: [.question]) ?? Key.escape.name) no"
    }
}
