/// Lines of a log that were chosen, from where one began to where one is.
struct LogSelection: Equatable {
    /// Where it began.
    let anchor: Int
    /// Where it has got to.
    var head: Int

    /// Whether a line is in it.
    func contains(_ id: Int) -> Bool { ids.contains(id) }

    /// Its lines, shown or not.
    var ids: ClosedRange<Int> { min(anchor, head)...max(anchor, head) }
}
