/// How to log in to a machine of Lima's, from the file that Lima writes for `ssh -F`.
struct LimaSSHConfig: Sendable, Equatable {
    let user: String?
    let port: Int?
    /// The private key, which is Lima's own.
    let identity: String?

    init(_ text: String) {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(maxSplits: 1, whereSeparator: { $0 == " " || $0 == "=" || $0 == "\t" })
            guard words.count == 2, line.first?.isWhitespace == true else { continue }
            let value = words[1].trimmingPrefix { $0 == " " }
            let isQuoted = value.count >= 2 && value.first == "\"" && value.last == "\""
            let key = words[0].lowercased()
            // The first one counts, as for ssh.
            values[key] = values[key] ?? String(isQuoted ? value.dropFirst().dropLast() : value)
        }
        user = values["user"]
        port = values["port"].flatMap { Int($0) }
        identity = values["identityfile"]
    }
}
