import DustyCore
import DustyTerminal

/// The columns of Apps and Services: as many as there is room for, the more telling ones first.
struct ContainerColumns {
    /// One column.
    enum Column: CaseIterable {
        case name, state, health, cpu, memory, sync, age, ports
    }

    /// The columns shown with their widths, from the left.
    let columns: [(column: Column, width: Int)]

    /// Before the first column: the marks for the selection and for failure.
    static let margin = 3

    /// The columns for a width and for names of a length.
    init(width: Int, longestName: Int, hasPorts: Bool) {
        var widths: [Column: Int] = [.name: min(max(8, longestName), max(8, width / 3)), .state: 12]
        var rest = width - Self.margin - (widths[.name] ?? 0) - 14
        for (column, size) in [(Column.sync, 7), (.age, 4), (.cpu, 5), (.memory, 5), (.health, 9)] where rest > size {
            widths[column] = size
            rest -= size + 1
        }
        if hasPorts, rest > 12 { widths[.ports] = rest - 1 }
        columns = Column.allCases.compactMap { column in widths[column].map { (column, $0) } }
    }

    /// A column's name.
    static func heading(_ column: Column) -> String {
        switch column {
        case .name: "NAME"
        case .state: "STATE"
        case .health: "HEALTH"
        case .cpu: "CPU%"
        case .memory: "MEM"
        case .sync: "SYNC"
        case .age: "FOR"
        case .ports: "PORTS"
        }
    }

    /// Whether a column's text stands at its right.
    static func isNumber(_ column: Column) -> Bool {
        column == .cpu || column == .memory || column == .age
    }
}

extension RowOrder {
    /// The column it goes by.
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
