import DustyCore

extension SSHMachine {
    func examine(at now: Timestamp, mends: Bool) async -> [DoctorCheck] {
        await SSHDoctor(connection: connection, mends: mends, now: now).examine { await look() }
    }
}
