import DustyCore

/// What can be said of the service without being root.
struct ServiceLook: Codable, Sendable, Equatable {
    var manager: ServiceSystem
    /// The file that names the program; nil where there is none.
    var file: String?
    /// Whether it is as Dusty wrote it.
    var standing: ServiceFile.Standing?
    /// What the manager says; nil where it does not know the service.
    var state: ServiceState?

    /// Whether the daemon runs as a service, and will after a boot.
    var isWell: Bool { state?.runs == true && state?.startsAtBoot == true }

    /// It in a few words.
    var words: String {
        guard let state else {
            return file.map { "\(manager) does not know of \($0) yet" } ?? "the daemon is not a service of \(manager)"
        }
        let how =
            state.runs
            ? "runs" : "does not run (\([state.words, state.ended].compactMap(\.self).joined(separator: ", ")))"
        return "the service of \(manager) \(how)" + (state.startsAtBoot ? "" : ", and is not started at boot")
    }
}

extension DaemonService {
    /// How the service is. Throws where there is no service manager.
    func look() async throws -> ServiceLook {
        try checkManager()
        let state = try await manager.state()
        let places = Set(manager.system.places)
        let found = ((try? installed()) ?? []).first { places.contains($0.path) }
        let other = manager.system.candidates.first { PlainFile.isThere(root + $0) }
        return ServiceLook(
            manager: manager.system,
            file: state?.file ?? found?.path ?? other,
            standing: found?.standing ?? other.map { _ in .foreign },
            state: state
        )
    }
}
