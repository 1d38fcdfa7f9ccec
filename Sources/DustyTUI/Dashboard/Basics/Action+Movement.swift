extension Action {
    /// Rows that a key moves by in a view of so many, the ends being far enough for any; nil for keys that do not move up or down.
    func rows(page: Int) -> Int? {
        switch self {
        case .up: -1
        case .down: 1
        case .halfUp: -max(1, page / 2)
        case .halfDown: max(1, page / 2)
        case .pageUp: -page
        case .pageDown: page
        case .top: -Self.toTheEnd
        case .bottom: Self.toTheEnd
        default: nil
        }
    }

    private static let toTheEnd = Int(Int32.max)
}
