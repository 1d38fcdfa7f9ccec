import DustyCore

/// Figures that everyone who watches is told. A difference on which nobody would act is noise, and would wake all of them and change their screens.
enum Calm {
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
    func calm(after told: ContainerStats?) -> ContainerStats {
        guard let told else { return self }
        var calm = self
        calm.cpuPercent = Calm.figure(cpuPercent, after: told.cpuPercent, amount: 0.15, share: 0.03) ?? cpuPercent
        calm.memoryBytes = Calm.bytes(memoryBytes, after: told.memoryBytes, amount: 256 << 10) ?? memoryBytes
        return calm
    }
}

extension MachineStatus {
    /// This status, after another one was told.
    func calm(after told: MachineStatus) -> MachineStatus {
        var calm = self
        calm.cpuPercent = Calm.figure(cpuPercent, after: told.cpuPercent, amount: 1.5, share: 0.05)
        calm.memoryBytes = Calm.bytes(memoryBytes, after: told.memoryBytes, amount: 16 << 20)
        calm.diskBytes = Calm.bytes(diskBytes, after: told.diskBytes, amount: 16 << 20)
        calm.clockSkewSeconds = Calm.figure(clockSkewSeconds, after: told.clockSkewSeconds, amount: 0.5, share: 0.05)
        return calm
    }
}
