import DustyCore

/// The key by which Dusty logs in to one machine, and to no other.
struct MachineKey: Sendable {
    let places: SSHPlaces
    let files: any FileStore
    let runner: any CommandRunner

    /// The line that admits it, for running programs and forwarding, without the agent; the key is made if it does not
    /// exist.
    func admission() async throws -> String {
        if let line = try publicLine() { return line }
        let arguments = ["-q", "-t", "ed25519", "-N", "", "-C", "dusty-\(places.name)", "-f", places.key]
        let result = try await runner.run(Command(program: "ssh-keygen", arguments: arguments)) { _ in }
        guard result.status == 0, let line = try publicLine() else {
            throw DustyError(.failed, "a key could not be made: \(result.lastWords())")
        }
        return line
    }

    /// The key itself, in base 64; nil when there is none.
    func blob() throws -> String? {
        try publicWords()?.dropFirst().first.map(String.init)
    }

    private func publicLine() throws -> String? {
        try publicWords().map { "restrict,port-forwarding,pty \($0.joined(separator: " "))" }
    }

    private func publicWords() throws -> [Substring]? {
        try files.contents(places.key + ".pub").map { bytes in
            String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }.split(separator: " ")
        }
    }
}
