import DustyCore

extension SSHMachine {
    /// How long an engine may take to answer after the machine was started.
    private static let enginePatience = Duration.seconds(120)
    /// Seconds by which clocks may differ.
    static let clockTolerance = 2.0

    private static let setClock = Script(PackageResources.correct_clock_sh)

    /// Waits until the engine answers: a machine lets people in before its engine is up.
    func awaitEngine() async throws {
        let deadline = ContinuousClock.now + Self.enginePatience
        while true {
            do {
                _ = try await engine.bridgeAddress()
                return
            } catch let error as DustyError where error.code == .unavailable && ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// Seconds by which a machine's clock is ahead of this host's. Its time was read somewhere between the question and
    /// now.
    func skew(of time: Timestamp, askedAt asked: Timestamp) -> Double {
        let (early, late) = (time.seconds(since: connection.clock()), time.seconds(since: asked))
        // It tells whole seconds.
        if early <= 0, late + 1 >= 0 { return 0 }
        return (early > 0 ? early : late + 1).rounded()
    }

    /// Sets the clock of a machine that is ours right: it stands still while this host sleeps.
    func mendClock() async {
        guard connection.record.isRoot else { return }
        let now = connection.clock().milliseconds / 1000
        _ = try? await connection.run(Self.setClock, [String(now), String(Int(Self.clockTolerance))])
    }
}

extension VirtualMachine {
    /// Word and reason of its state if there is more to say than whether the connection works; nil otherwise.
    func condition(isConnected: Bool) async -> (word: MachineStatus.State, message: String?)? {
        switch phase.work {
        case .starting(let step): (.starting, step)
        case .stopping: (.stopping, nil)
        case .nothing:
            if isConnected { nil } else if await power() == .on { nil } else { (.stopped, "`dusty up` starts it") }
        }
    }
}
