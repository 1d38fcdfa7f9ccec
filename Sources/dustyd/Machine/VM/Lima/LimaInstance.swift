import DustyCore
import Essentials

/// One machine as `limactl list --format json` reports it, one line of JSON each.
struct LimaInstance: Decodable, Sendable, Equatable {
    /// What its file says beyond what Lima made of it.
    struct Configuration: Decodable, Sendable, Equatable {
        var ssh: SSH?
    }

    /// How the file wants its SSH server to be reached.
    struct SSH: Decodable, Sendable, Equatable {
        /// 0 or nil for another port at every start.
        var localPort: Int?
    }

    var name: String
    /// `Running`, `Stopped`, `Broken`, or a state in between.
    var status: String
    /// Directory of its files.
    var dir: String
    var cpus: Int?
    /// Bytes.
    var memory: Int64?
    var sshLocalPort: Int?
    var config: Configuration?

    /// The machines in the output; other lines are left out.
    static func all(_ output: String) -> [LimaInstance] {
        output.split(whereSeparator: \.isNewline).compactMap {
            try? JSONDecoder().decode(LimaInstance.self, from: Data($0.utf8))
        }
    }

    var isRunning: Bool { status == "Running" }

    /// Where Lima writes how to log in.
    var sshConfiguration: String { "\(dir)/ssh.config" }
}

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
