/// What may be done from a dashboard.
enum Access: Equatable {
    /// Everything.
    case full
    /// Looking only.
    case readOnly
    /// Looking at what was recorded; there is no daemon.
    case replay

    /// Why nothing can be changed; nil when it can.
    var refusal: String? {
        switch self {
        case .full: nil
        case .readOnly: "This dashboard only looks (--read-only), so it changes nothing."
        case .replay: "This is a recording: there is no daemon to ask."
        }
    }
}
