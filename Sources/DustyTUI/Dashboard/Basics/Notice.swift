import DustyCore

/// Something said in the status line for a few seconds and kept in the list of messages.
struct Notice: Equatable {
    /// How loud it is.
    enum Weight: Equatable {
        case info
        case warning
        case failure
    }

    /// Seconds it stays in the status line.
    static let seconds = 4
    /// How many are kept.
    static let kept = 200

    var id: Int
    var time: Timestamp
    var weight: Weight
    var text: String
}
