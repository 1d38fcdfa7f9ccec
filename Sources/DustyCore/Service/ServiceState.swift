/// What a service manager says of the daemon.
public struct ServiceState: Codable, Sendable, Equatable {
    /// The file that it was told by; nil when it does not say.
    public var file: String?
    /// Whether it starts the daemon at boot.
    public var startsAtBoot: Bool
    /// Whether the daemon runs by it.
    public var runs: Bool
    /// Its process, while it runs.
    public var pid: Int?
    /// The manager's own words for how it is, such as `active` or `not running`.
    public var words: String
    /// How the daemon ended last, if it did, such as `exit code 1`.
    public var ended: String?

    /// A state with its parts.
    public init(
        file: String? = nil,
        startsAtBoot: Bool,
        runs: Bool,
        pid: Int? = nil,
        words: String,
        ended: String? = nil
    ) {
        (self.file, self.startsAtBoot, self.runs) = (file, startsAtBoot, runs)
        (self.pid, self.words, self.ended) = (pid, words, ended)
    }

    /// A process's number, as a manager writes it.
    static func process(_ text: String?) -> Int? { text.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }

    /// The part before and after the first such sign, without spaces around them.
    static func pair(_ line: Substring, at sign: String) -> (String, String)? {
        guard let range = line.firstRange(of: sign) else { return nil }
        let parts = [line[..<range.lowerBound], line[range.upperBound...]].map {
            $0.trimmingPrefix { $0 == " " || $0 == "\t" }
        }
        return (String(parts[0]), String(parts[1]))
    }
}

/// Reads what `systemctl show` prints.
public enum SystemdUnit {
    /// The properties to ask for.
    public static let properties = [
        "LoadState", "ActiveState", "UnitFileState", "MainPID", "FragmentPath", "Result", "ExecMainStatus",
    ]

    /// The state in it; nil when systemd does not know the unit, or the output is not whole.
    public static func state(in output: String) -> ServiceState? {
        var values: [String: String] = [:]
        for line in output.lines {
            guard let (name, value) = ServiceState.pair(Substring(line), at: "=") else { continue }
            values[name] = values[name] ?? value
        }
        guard properties.allSatisfy({ values[$0] != nil }), values["LoadState"] != "not-found",
            let active = values["ActiveState"], !active.isEmpty
        else { return nil }
        let runs = ["active", "activating", "reloading"].contains(active) && values["MainPID"] != "0"
        let masked = values["LoadState"] == "masked"
        return ServiceState(
            file: values["FragmentPath"].flatMap { $0.isEmpty ? nil : $0 },
            startsAtBoot: !masked && values["UnitFileState"]?.hasPrefix("enabled") == true,
            runs: runs,
            pid: runs ? ServiceState.process(values["MainPID"]) : nil,
            words: masked ? "masked" : active,
            ended: ending(values)
        )
    }

    private static func ending(_ values: [String: String]) -> String? {
        switch values["Result"] {
        case nil, "", "success": nil
        case "exit-code": "exit code \(values["ExecMainStatus"] ?? "")"
        case "signal", "core-dump": "signal \(values["ExecMainStatus"] ?? "")"
        case let result?: result
        }
    }
}

/// Reads what `launchctl` prints, which is meant for people: what is not as it was when this was written is unknown, never guessed.
public enum LaunchdJob {
    /// What `launchctl` ends with when there is no such job.
    public static let unknownJob: Int32 = 113

    /// The state in the output of `launchctl print system/LABEL`; nil when it is not of this job, or not whole.
    public static func state(in output: String, startsAtBoot: Bool) -> ServiceState? {
        let lines = output.exactLines.map { Substring($0) }
        let heads = ["system/\(ServiceSystem.label) = {", "\(ServiceSystem.label) = {"]
        guard let first = lines.first, heads.contains(String(first)), lines.last(where: { !$0.isEmpty }) == "}" else {
            return nil
        }
        var values: [String: String] = [:]
        // Only lines of the job itself: arguments, variables and sockets are further in.
        for line in lines where line.hasPrefix("\t") && !line.hasPrefix("\t\t") {
            guard let (name, value) = ServiceState.pair(line, at: " = "), value != "{" else { continue }
            values[name] = values[name] ?? value
        }
        guard let words = values["state"], !words.isEmpty else { return nil }
        let pid = words == "running" ? ServiceState.process(values["pid"]) : nil
        return ServiceState(
            file: values["path"],
            startsAtBoot: startsAtBoot,
            runs: pid != nil,
            pid: pid,
            words: words,
            ended: ending(values)
        )
    }

    /// Whether the output of `launchctl print-disabled system` says that the job is not to be started.
    public static func isDisabled(in output: String) -> Bool {
        output.lines.contains { line in
            guard let (name, value) = ServiceState.pair(Substring(line), at: " => ") else { return false }
            // The second word is that of earlier systems.
            return name == "\"\(ServiceSystem.label)\"" && ["disabled", "true"].contains(value)
        }
    }

    private static func ending(_ values: [String: String]) -> String? {
        if let signal = values["last terminating signal"] { return "signal \(signal)" }
        // Either a number, a number with its name, or words in brackets where it never ended.
        guard let code = values["last exit code"], let first = code.utf8.first, first != UInt8(ascii: "("), code != "0"
        else { return nil }
        return "exit code \(code)"
    }
}
