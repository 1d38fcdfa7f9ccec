/// How far one keystroke moves up or down.
enum Step: String, CaseIterable, Sendable {
    case up, down, top, bottom
    case halfUp = "half-up"
    case halfDown = "half-down"
    case pageUp = "page-up"
    case pageDown = "page-down"

    /// Its rows in a view of this many; the ends are far enough for any.
    func rows(page: Int) -> Int {
        switch self {
        case .up: -1
        case .down: 1
        case .halfUp: -max(1, page / 2)
        case .halfDown: max(1, page / 2)
        case .pageUp: -page
        case .pageDown: page
        case .top: -Self.toTheEnd
        case .bottom: Self.toTheEnd
        }
    }

    /// Whether it goes towards the beginning.
    var isBackwards: Bool { rows(page: 1) < 0 }

    private static let toTheEnd = Int(Int32.max)
}
