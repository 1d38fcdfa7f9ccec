import CLibrary
import DustyCore

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

    /// `2026-01-31`.
    static func day(_ time: Timestamp, utcOffset: Int) -> String {
        String(Timestamp(milliseconds: time.milliseconds + Int64(utcOffset) * 1000).description.prefix(10))
    }

    /// `2026-01-31 14:02`.
    static func minute(_ time: Timestamp, utcOffset: Int) -> String {
        "\(day(time, utcOffset: utcOffset)) \(self.time(time, utcOffset: utcOffset, milliseconds: false).prefix(5))"
    }

    /// The time that a text means: a length of time ago (`5m`, `1h30m`), a time in the last 24 hours (`14:05`,
    /// `14:05:30`), or a date with a time (`2026-01-31 14:05`, RFC 3339). Nil when it is none of these.
    static func moment(_ text: String, now: Timestamp, utcOffset: Int) -> Timestamp? {
        if let moment = LogSince.moment(text, now: now) { return moment }
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        guard let clock = parts.last, parts.count <= 2, clock.contains(":") else { return nil }
        let seconds = clock.split(separator: ":").count == 2 ? ":00" : ""
        let hours = clock.prefix { $0 != ":" }.count == 1 ? "0" : ""
        let day = parts.count == 2 ? String(parts[0]) : day(now, utcOffset: utcOffset)
        guard let local = Timestamp("\(day)T\(hours)\(clock)\(seconds)Z") else { return nil }
        let moment = Timestamp(milliseconds: local.milliseconds - Int64(utcOffset) * 1000)
        // Yesterday's, if it is still to come today.
        let isAhead = parts.count == 1 && moment > now
        return isAhead ? Timestamp(milliseconds: moment.milliseconds - 86_400_000) : moment
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
