import DustyCore

extension RepoLogin {
    /// A line of shell that git starts when the host requires a login. It contains no secret, because others see which
    /// programs run.
    private static let helper =
        #"!f() { test "$1" != get || printf 'username=%s\npassword=%s\n' "$DUSTY_GIT_USER" "$DUSTY_GIT_PASSWORD"; }; f"#

    /// Variables that give git the login; only the user that git runs as, and root, can read them.
    ///
    /// They are for this scheme, host and port alone: what a redirect or a submodule leads to elsewhere is asked of the
    /// user's own helpers.
    var variables: [String: String] {
        guard let password else { return Self.settings([("credential.\(place).username", user.revealed)]) }
        // The empty one keeps the user's own helpers from being asked first, and from storing what is not theirs.
        let helpers = ["", Self.helper].map { ("credential.\(place).helper", $0) }
        return Self.settings(helpers).merging(
            ["DUSTY_GIT_USER": user.revealed, "DUSTY_GIT_PASSWORD": password.revealed]
        ) { _, new in new }
    }

    private static func settings(_ settings: [(key: String, value: String)]) -> [String: String] {
        var variables = ["GIT_CONFIG_COUNT": String(settings.count)]
        for (number, setting) in settings.enumerated() {
            variables["GIT_CONFIG_KEY_\(number)"] = setting.key
            variables["GIT_CONFIG_VALUE_\(number)"] = setting.value
        }
        return variables
    }
}
