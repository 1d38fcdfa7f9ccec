import DustyCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Times of the day.
enum Clock {
    /// `14:02:07.112`, or without the milliseconds.
    static func time(_ time: Timestamp, utcOffset: Int, milliseconds: Bool) -> String {
        let day = 86_400_000
        let local = Int(time.milliseconds) + utcOffset * 1000
        let rest = ((local % day) + day) % day
        func pad(_ value: Int, _ width: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let clock = "\(pad(rest / 3_600_000, 2)):\(pad(rest / 60_000 % 60, 2)):\(pad(rest / 1000 % 60, 2))"
        return milliseconds ? "\(clock).\(pad(rest % 1000, 3))" : clock
    }
}

/// The time zone of the user who runs the program.
enum LocalTime {
    /// Seconds that local time is ahead of UTC now.
    static var offset: Int {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return parts.tm_gmtoff
    }
}
