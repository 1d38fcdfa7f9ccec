import DustyCore
import FoundationEssentials

/// One machine as `limactl list --format json` tells of it, a line of JSON for each.
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
    /// `Running`, `Stopped`, `Broken`, or something on the way from one to another.
    var status: String
    /// Directory of its files.
    var dir: String
    var cpus: Int?
    /// Bytes.
    var memory: Int64?
    var sshLocalPort: Int?
    var config: Configuration?

    /// What the output tells of; lines that are no machines are left out.
    static func all(_ output: String) -> [LimaInstance] {
        output.split(whereSeparator: \.isNewline).compactMap {
            try? JSONDecoder().decode(LimaInstance.self, from: Data($0.utf8))
        }
    }

    var isRunning: Bool { status == "Running" }

    /// Where Lima writes how to log in.
    var sshConfiguration: String { "\(dir)/ssh.config" }
}
