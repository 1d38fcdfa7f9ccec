import DustyTerminal

extension Model {
    /// Columns that one key makes the lists wider or narrower by.
    private static let widthStep = 4

    /// Keys that change where things are on the screen.
    mutating func arrange(_ action: Action) -> [Effect] {
        switch action {
        case .layout: return cycleArrangement()
        case .wider: return widen(by: Self.widthStep)
        default: return widen(by: -Self.widthStep)
        }
    }

    /// `>` and `<`: the next order of the rows, or the one before it.
    mutating func sort(by step: Int) -> [Effect] {
        order = order.next(by: step)
        return say(.info, "Apps and services are ordered by \(order.rawValue).")
    }

    private mutating func cycleArrangement() -> [Effect] {
        let all = ViewSettings.Arrangement.allCases
        let place = all.firstIndex(of: arrangement) ?? 0
        arrangement = all[(place + 1) % all.count]
        isZoomed = false
        return say(.info, "Layout: \(arrangement.text).")
    }

    private mutating func widen(by columns: Int) -> [Effect] {
        guard let before = DashboardLayout(self).listWidth else {
            let key = keyMap.name(of: .layout).map { "; \($0) changes the layout" } ?? ""
            return say(.info, "No list stands beside the log here\(key).")
        }
        let extra = extraWidth
        extraWidth += columns
        guard DashboardLayout(self).listWidth == before else { return [] }
        extraWidth = extra
        return say(.info, columns > 0 ? "The log needs the rest." : "The lists need what they have.")
    }
}
