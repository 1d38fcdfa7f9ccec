/// Names that say of what they name that it is secret.
enum SecretName {
    private static let signs = [
        "KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "PRIVATE", "WEBHOOK",
    ]

    /// Whether a name is one of these.
    static func isOne(_ name: String) -> Bool {
        name.uppercased().split { !$0.isLetter && !$0.isNumber }.map(String.init).contains { word in
            ["PASS", "PW", "PWD", "AUTH", "DSN"].contains(word) || signs.contains { word.contains($0) }
        }
    }
}
