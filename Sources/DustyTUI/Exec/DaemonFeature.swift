import DustyCore

/// What daemons of earlier versions cannot do: they would do something else in its place.
enum DaemonFeature {
    /// Throws when the daemon is of a version without this.
    static func check(_ daemon: any Daemon, _ feature: String, instead: String) async throws {
        let running = try await daemon.call(.version)
        guard running.features?.contains(feature) != true else { return }
        throw DustyError(
            .conflict,
            "the daemon is of version \(running.version), which cannot do this",
            hint: "replace it by this version: `dusty upgrade`; until then, use the existing container: `\(instead)`"
        )
    }
}
