import DustyCore

extension Model {
    /// Why a daemon of another version is only looked at; nil when it may be asked for anything.
    var versionSkew: String? {
        guard let daemon = snapshot?.daemon.version, Self.major(daemon) != Self.major(DustyVersion.current) else {
            return nil
        }
        return
            "The daemon is \(daemon) and this is \(DustyVersion.current), so nothing is changed from here; :upgrade makes them one."
    }

    private static func major(_ version: String) -> Substring { version.prefix { $0 != "." } }
}
