import DustyCore

/// A failed exchange with a remote: which host, user and repo, and what to do.
struct GitFailure {
    let session: GitSession
    /// `clone`, `fetch` or `read`.
    let verb: String
    /// What git said.
    let words: String
    /// What to do if it was killed rather than refused.
    var advice: String?

    /// The error to show.
    var error: DustyError {
        DustyError(.failed, "\(what).\n\(words)", hint: advice ?? hint)
    }

    /// The error of an exchange that was stopped because nothing came.
    func silent(_ limit: Duration) -> DustyError {
        let host = session.remote.host ?? session.remote.url
        return DustyError(
            .failed,
            "\(what): nothing came for \(limit.components.seconds) s, so git was stopped",
            hint: "check the network, and whether \(host) is a git server: git ls-remote \(session.remote.url)"
        )
    }

    private var what: String {
        let place = session.remote.host.map { " from \($0)" } ?? ""
        return "\(session.caller.user.name) cannot \(verb) \(session.repo.shortName)\(place) (\(session.remote.url))"
    }

    /// Git always exits with 128, so its output decides which advice to give.
    private var hint: String {
        let user = session.caller.user.name
        let host = session.remote.host ?? "this host"
        let agent =
            session.caller.sshAuthSock == nil
            ? "no SSH agent was passed on, so git can use only keys in \(session.caller.user.home)/.ssh without a passphrase"
            : "the agent at SSH_AUTH_SOCK must hold the key: ssh-add -l"
        let advice: [(sign: String, hint: String)] = [
            ("Permission denied (publickey", "\(host) refused the keys of \(user); \(agent). Try: ssh -T git@\(host)"),
            ("Host key verification failed", "The key of \(host) has changed. See: ssh \(host)"),
            ("Could not resolve host", "The name \(host) is not known here. Check the network, or the spelling."),
            ("could not read Username", "\(host) requires a login: give git a credential helper, or use the ssh form."),
            (
                "Authentication failed",
                session.remote.login?.password == nil
                    ? "\(host) refused the credentials of \(user)."
                    : "\(host) refused the login in the address of the repo: correct it where the repo is named"
            ),
            ("dubious ownership", "Let \(user) trust it: git config --global --add safe.directory '*'"),
            ("does not appear to be a git repository", "There is no git repository at this address."),
            ("Remote branch", "Correct `branch` in the spec, or push the branch."),
            ("not found", "Check the spelling, and whether \(user) may see the repo."),
            ("timed out", "\(host) does not answer. Check the network or VPN."),
            ("Failed to connect", "\(host) does not accept connections on this port."),
            ("Connection refused", "\(host) does not accept connections on this port."),
            ("No space left", "The disk is full."),
        ]
        return advice.first { words.contains($0.sign) }?.hint
            ?? "Try the same as \(user): git ls-remote \(session.remote.url)"
    }
}
