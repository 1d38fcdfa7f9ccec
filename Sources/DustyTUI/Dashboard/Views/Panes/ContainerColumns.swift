import DustyCore
import DustyTerminal

/// The columns of Apps and Services: as many as there is room for, the more informative ones first.
struct ContainerColumns {
    /// One column.
    enum Column: CaseIterable {
        case name, state, health, cpu, history, memory, sync, age, ports
    }

    /// The columns shown with their widths, from the left.
    let columns: [(column: Column, width: Int)]

    /// Columns of the history of processor use.
    static let history = 8

    /// Before the first column: how it is, and the marks for the selection and for actions.
    static let margin = 3

    /// What the rows contain.
    struct Needs {
        /// Columns of the longest name and of the longest state that lasts.
        var name: Int
        var state: Int
        /// Whether a row has a health.
        var hasHealth = false
        var hasSync = false
        /// Columns of the longest list of ports.
        var ports = 0
    }

    /// Columns that a name keeps when others need room, that one takes before there is a history, and that a state may take.
    private static let shortName = 9
    private static let longName = 24
    private static let longState = 24
    /// Columns of the words that come and go, such as `restarting`; and with their seconds, such as `stopping 10s`. They
    /// are there before, so that no column moves when a row is restarted.
    private static let stateWord = 10
    private static let stateAndSeconds = 12

    /// The columns for a width: the essential ones come first, and what is empty in every row is left out.
    init(width: Int, _ needs: Needs) {
        let room = width - Self.margin
        var widths: [Column: Int] = [
            .name: min(max(8, needs.name), Self.shortName),
            .state: min(max(Self.stateWord, needs.state), Self.longState),
        ]
        func used() -> Int { widths.values.reduce(0) { $0 + $1 + 1 } - 1 }
        widths[.state] = min(widths[.state] ?? 0, max(4, room - (widths[.name] ?? 0) - 1))
        let wanted: [(Column, Int, Bool)] = [
            (.health, 9, needs.hasHealth), (.cpu, 5, true), (.memory, 5, true),
            (.sync, 7, needs.hasSync), (.age, 4, true),
        ]
        for (column, size, isNeeded) in wanted where isNeeded && used() + 1 + size <= room { widths[column] = size }
        // It only shows what the figures say, so names come first.
        let names = max(0, min(needs.name, Self.longName) - (widths[.name] ?? 0))
        let states = max(0, Self.stateAndSeconds - (widths[.state] ?? 0))
        let left = room - used() - names
        // So do ports, where they can be read only without it.
        let ports = needs.ports + 1 + states
        if left >= 1 + Self.history, needs.ports == 0 || ports > left || ports + 1 + Self.history <= left {
            widths[.history] = Self.history
        }
        let more = min(needs.name - (widths[.name] ?? 0), room - used())
        if more > 0 { widths[.name, default: 0] += more }
        let seconds = min(Self.stateAndSeconds - (widths[.state] ?? 0), room - used())
        if seconds > 0 { widths[.state, default: 0] += seconds }
        if needs.ports > 0, room - used() > 11 { widths[.ports] = room - used() - 1 }
        columns = Column.allCases.compactMap { column in widths[column].map { (column, $0) } }
    }

    /// A column's name.
    static func heading(_ column: Column) -> String {
        switch column {
        case .name: "NAME"
        case .state: "STATE"
        case .health: "HEALTH"
        case .cpu: "CPU%"
        case .history: "2 MIN"
        case .memory: "MEM"
        case .sync: "SYNC"
        case .age: "FOR"
        case .ports: "PORTS"
        }
    }

    /// Whether a column is right-aligned.
    static func isNumber(_ column: Column) -> Bool {
        column == .cpu || column == .memory || column == .age
    }
}

extension RowOrder {
    /// The column of the order.
    var column: ContainerColumns.Column {
        switch self {
        case .name: .name
        case .state: .state
        case .cpu: .cpu
        case .memory: .memory
        case .age: .age
        }
    }
}
