import DustyCore
import Testing

struct LogSinceTests {
    private let now = Timestamp(milliseconds: 1_800_000_000_000)

    @Test(
        arguments: [
            ("10m", 600), ("2h", 7200), ("1h30m", 5400), ("45s", 45), ("1.5h", 5400), ("1d", 86_400), ("0s", 0),
            ("1w2d", 777_600),
        ] as [(String, Int64)]
    )
    func `a length of time is before now`(text: String, seconds: Int64) {
        #expect(LogSince.moment(text, now: now)?.milliseconds == now.milliseconds - seconds * 1000)
    }

    @Test func `a time is itself`() {
        #expect(LogSince.moment("2026-01-31T14:02:11Z", now: now) == Timestamp("2026-01-31T14:02:11Z"))
        #expect(LogSince.moment("2026-01-31T14:02:11.5+02:00", now: now) == Timestamp("2026-01-31T12:02:11.5Z"))
    }

    @Test(arguments: ["", "10", "m", "10x", "-5m", "5 m", "1h30", "yesterday", "1..5h", "99999999999999w"])
    func `anything else is nothing`(text: String) {
        #expect(LogSince.moment(text, now: now) == nil)
    }
}
