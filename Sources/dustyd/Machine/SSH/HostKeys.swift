import DustyCore
import Essentials

/// Public keys by which an SSH server is known.
struct HostKeys: Sendable, Equatable {
    /// One key.
    struct Key: Sendable, Equatable {
        var type: String
        /// Base 64, as in known_hosts.
        var blob: String
    }

    /// Kinds of keys that are kept, best first.
    private static let types = [
        "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
    ]

    let keys: [Key]

    /// Keys from what `ssh-keyscan` printed, which is text from the network: anything but a plain key is left out.
    init(scan: String) {
        let found = scan.split(whereSeparator: \.isNewline).compactMap { line -> Key? in
            let words = line.split(separator: " ")
            guard words.count >= 3, !line.hasPrefix("#"), Self.types.contains(String(words[1])),
                words[2].wholeMatch(of: /[A-Za-z0-9+\/]{40,8000}={0,2}/) != nil,
                Data(base64Encoded: String(words[2])) != nil
            else { return nil }
            return Key(type: String(words[1]), blob: String(words[2]))
        }
        keys = Self.types.compactMap { type in found.first { $0.type == type } }
    }

    /// The known_hosts file that names the server.
    func file(for name: String) -> String {
        keys.map { "\(name) \($0.type) \($0.blob)\n" }.joined()
    }

    /// Fingerprints as ssh prints them, best kind first.
    var fingerprints: [String] {
        keys.compactMap { key in
            guard let bytes = Data(base64Encoded: key.blob) else { return nil }
            var sum = SHA256()
            sum.update(bytes)
            let text = Data(sum.bytes()).base64EncodedString().prefix { $0 != "=" }
            return "SHA256:\(text) (\(key.type))"
        }
    }
}
