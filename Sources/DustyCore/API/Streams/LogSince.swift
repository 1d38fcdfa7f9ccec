/// How far back a log should go, as users write it.
public enum LogSince {
    /// The time that text means: a length of time before `now` such as `10m`, `2h`, `1h30m`, `1.5h`, `3d`, or a time in
    /// RFC 3339. Nil when it is neither.
    public static func moment(_ text: String, now: Timestamp) -> Timestamp? {
        if let time = Timestamp(text) { return time }
        guard let milliseconds = milliseconds(text) else { return nil }
        return Timestamp(milliseconds: now.milliseconds - milliseconds)
    }

    private static let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]

    private static func milliseconds(_ text: String) -> Int64? {
        var total = 0.0
        var number = ""
        var isComplete = false
        for character in text {
            if let unit = units[character] {
                guard let value = Double(number) else { return nil }
                total += value * unit
                number = ""
                isComplete = true
            } else {
                guard character.isASCII, character.isNumber || character == "." else { return nil }
                number.append(character)
                isComplete = false
            }
        }
        guard isComplete, total < 1e12 else { return nil }
        return Int64(total * 1000)
    }
}
