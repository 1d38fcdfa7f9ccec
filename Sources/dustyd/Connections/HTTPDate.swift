import DustyCore

/// Times as HTTP has them.
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// This second, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    static var now: String { text(of: Timestamp.now) }

    /// A time since 1970.
    static func text(of time: Timestamp) -> String {
        // `1994-11-06T08:49:37.000Z`. The first day of 1970 was a Thursday.
        let parts = time.description.split { "-T.".contains($0) }.map(String.init)
        let day = days[Int(time.milliseconds / 86_400_000 % 7)]
        guard parts.count == 5, let month = Int(parts[1]) else { return time.description }
        return "\(day), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]) GMT"
    }
}
