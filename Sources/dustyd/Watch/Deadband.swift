import DustyCore

/// Figures as clients are shown them. A difference too small to act on is noise: it would wake every client and change its screen.
enum Deadband {
    /// A figure after another one was told: the new one, once it differs by more than an amount and a share of what was told.
    static func figure(_ new: Double?, after told: Double?, amount: Double, share: Double) -> Double? {
        guard let new, let told, abs(new - told) < max(amount, abs(told) * share) else { return new }
        return told
    }

    /// The same for bytes.
    static func bytes(_ new: Int64?, after told: Int64?, amount: Int64) -> Int64? {
        guard let new, let told else { return new }
        // As fractions: the engine may answer anything, and the difference of two such numbers may be none.
        return abs(Double(new) - Double(told)) < Double(max(amount, told / 128)) ? told : new
    }
}

extension ContainerStats {
    /// These figures, after others were told of the same container.
    func steadied(after told: ContainerStats?) -> ContainerStats {
        guard let told else { return self }
        var steady = self
        steady.cpuPercent = Deadband.figure(cpuPercent, after: told.cpuPercent, amount: 0.15, share: 0.03) ?? cpuPercent
        steady.memoryBytes = Deadband.bytes(memoryBytes, after: told.memoryBytes, amount: 256 << 10) ?? memoryBytes
        return steady
    }
}

extension MachineStatus {
    /// This status, after another one was told.
    func steadied(after told: MachineStatus) -> MachineStatus {
        var steady = self
        steady.cpuPercent = Deadband.figure(cpuPercent, after: told.cpuPercent, amount: 1.5, share: 0.05)
        steady.memoryBytes = Deadband.bytes(memoryBytes, after: told.memoryBytes, amount: 16 << 20)
        steady.diskBytes = Deadband.bytes(diskBytes, after: told.diskBytes, amount: 16 << 20)
        steady.clockSkewSeconds = Deadband.figure(
            clockSkewSeconds,
            after: told.clockSkewSeconds,
            amount: 0.5,
            share: 0.05
        )
        return steady
    }
}
