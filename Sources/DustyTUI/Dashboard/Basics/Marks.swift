/// Rows that were chosen for a common action, by identity.
struct Marks: Equatable {
    private var ids: [Pane: Set<String>] = [:]
    /// The start of a range that has not ended yet.
    private(set) var anchor: (pane: Pane, id: String)?

    /// Whether nothing is marked.
    var isEmpty: Bool { ids.values.allSatisfy(\.isEmpty) }

    /// How many rows are marked.
    var count: Int { ids.values.reduce(0) { $0 + $1.count } }

    /// Whether a row is marked.
    func contains(_ id: String, in pane: Pane) -> Bool {
        ids[pane]?.contains(id) == true
    }

    /// Marks a row, or removes its mark.
    mutating func toggle(_ id: String, in pane: Pane) {
        ids[pane, default: []].formSymmetricDifference([id])
    }

    /// Marks all of some rows of a pane, or none of them when all are marked already.
    mutating func toggleAll(_ rows: [String], in pane: Pane) {
        if rows.allSatisfy({ contains($0, in: pane) }) {
            ids[pane]?.subtract(rows)
        } else {
            ids[pane, default: []].formUnion(rows)
        }
    }

    /// Starts a range at a row, or ends the one that started in this pane by marking every row between.
    mutating func range(to id: String, rows: [String], in pane: Pane) {
        guard let anchor, anchor.pane == pane, let from = rows.firstIndex(of: anchor.id),
            let to = rows.firstIndex(of: id)
        else {
            anchor = (pane, id)
            return
        }
        ids[pane, default: []].formUnion(rows[min(from, to)...max(from, to)])
        self.anchor = nil
    }

    /// Takes all marks away.
    mutating func clear() {
        self = Marks()
    }

    /// Forgets rows that are gone.
    mutating func keep(only rows: [String], in pane: Pane) {
        guard let marked = ids[pane], !marked.isEmpty else { return }
        ids[pane] = marked.intersection(rows)
    }

    static func == (left: Self, right: Self) -> Bool {
        left.ids == right.ids && left.anchor?.pane == right.anchor?.pane && left.anchor?.id == right.anchor?.id
    }
}
