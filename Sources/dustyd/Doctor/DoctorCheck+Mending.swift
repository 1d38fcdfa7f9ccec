import DustyCore

extension DoctorCheck {
    /// A check of something that can be mended: mends it when asked to, and tells what was done.
    static func mending(
        _ mends: Bool,
        _ name: String,
        _ state: State,
        _ message: String,
        remedy: String,
        _ mend: () async throws -> String
    ) async -> DoctorCheck {
        guard mends else { return DoctorCheck(name, state, message, remedy: remedy, fixable: true) }
        do {
            return DoctorCheck(name, .ok, message, fixed: try await mend())
        } catch {
            let reason = (error as? DustyError)?.message ?? "\(error)"
            return DoctorCheck(name, state, "\(message); mending it failed: \(reason)", remedy: remedy)
        }
    }
}
