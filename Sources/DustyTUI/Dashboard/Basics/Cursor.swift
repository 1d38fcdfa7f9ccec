/// The position in a list. The row is remembered by its identity, so that rows that come and go do not move the
/// selection to another one.
struct Cursor: Equatable {
    /// Identity of the selected row.
    var id: String?
    /// Where that row was last seen, for when it disappears.
    var index = 0
    /// First visible row.
    var top = 0

    /// Follows the selected row to its present place; when it is gone the row that took its place is selected.
    mutating func settle(in rows: [String], height: Int) {
        if let id, let found = rows.firstIndex(of: id) {
            index = found
        } else {
            index = min(index, max(0, rows.count - 1))
            id = rows.isEmpty ? nil : rows[index]
        }
        guard height > 0 else { return }
        top = min(top, index)
        top = max(top, index - height + 1, 0)
        top = max(0, min(top, rows.count - height))
    }

    /// Moves by rows, stopping at the ends.
    mutating func move(by rows: Int, in all: [String]) {
        guard !all.isEmpty else { return }
        select(min(max(0, index + rows), all.count - 1), in: all)
    }

    /// Scrolls the visible part by rows; the selection comes along if it would become invisible.
    mutating func scroll(by rows: Int, in all: [String], height: Int) {
        guard !all.isEmpty, height > 0 else { return }
        top = max(0, min(top + rows, all.count - height))
        select(min(max(index, top), top + height - 1, all.count - 1), in: all)
    }

    /// Selects a row by its place.
    mutating func select(_ place: Int, in all: [String]) {
        guard all.indices.contains(place) else { return }
        index = place
        id = all[place]
    }
}
