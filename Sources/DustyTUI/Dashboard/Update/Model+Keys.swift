import DustyCore
import DustyTerminal

extension Model {
    /// A key was pressed.
    mutating func press(_ key: Key) -> [Effect] {
        if notice?.passes == true { notice = nil }
        switch key {
        case .click(let x, let y): return click(x: x, y: y)
        case .wheel(let direction, let x, let y): return wheel(direction, x: x, y: y)
        default: break
        }
        if prompt != nil { return type(key) }
        if case .paste = key { return [] }
        // A question or a picker must not block leaving.
        if overlay != nil, key == .control("c") { return [.quit] }
        if let command = command(for: key) { return command.perform(in: &self) }
        guard overlay == nil else {
            if key == .escape { overlay = nil }
            return []
        }
        return say(.info, "\(key.name) does nothing here. \(self.key(.help)) shows the keys.", passes: true)
    }

    /// Gives a pane the focus.
    mutating func focus(on pane: Pane) {
        focus = pane
        guard pane != .logs else { return }
        list = pane
        if pane.hasContainers { containerPane = pane }
    }
}
