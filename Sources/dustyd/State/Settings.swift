import DustyCore

/// The user's choices; stored in `config.yml`, with variables in `env.yml` beside it.
struct Settings: Sendable, Equatable {
    /// Names of active bundles.
    var bundles: [String] = []
    /// Full repo name to the directory used instead of the managed clone.
    var repoOverrides: [String: String] = [:]
    /// Full repo name to the login name of the user who chose the override, with whose rights it is read.
    var overrideUsers: [String: String] = [:]
    /// Where the specs come from, in any form a repo may have.
    var specsRepo: String?
    /// Login name of the user who may always connect.
    var owner: String?
    /// Machine that the stack lives on; nil for this host.
    var machine: String?
    /// Whether repos are followed while the stack is up.
    var follow = true
    /// After how long without use the stack's containers are stopped; nil for never.
    var idle: IdleTime?
    /// Services that the stack has from the daemon's own, besides those whose specs say so.
    var share: [String] = []
    /// App or service to variables that override the spec's. Use `variables()` if you need all of them.
    var envOverrides: [String: [String: Secret]] = [:]
    /// Why `env.yml` cannot be read; `envOverrides` is then incomplete.
    var envFault: DustyError?
}

extension Settings {
    /// App or service to variables that override the spec's. Throws when they cannot be read: a container made without
    /// them would be a different one.
    func variables() throws(DustyError) -> [String: [String: Secret]] {
        if let envFault { throw envFault }
        return envOverrides
    }
}
