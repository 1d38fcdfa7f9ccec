import DustyCore

/// A program that starts the daemon at boot.
protocol ServiceManager: Sendable {
    /// What it is, and so which files it wants.
    var system: ServiceSystem { get }

    /// Whether it is what runs this system.
    func isHere() -> Bool
    /// What it knows of the daemon; nil for nothing.
    func state() async throws -> ServiceState?
    /// Has it read changed files, and start the daemon, now and at boot. Returns what it did.
    func start(_ before: ServiceState?, filesChanged: Bool) async throws -> [ServiceStep]
    /// Has it end the daemon, and start it no more. Returns what it did.
    func stop(_ before: ServiceState?) async throws -> [ServiceStep]
    /// Has it notice that the files are gone.
    func forget() async throws
}

/// Something that was done.
struct ServiceStep: Codable, Sendable, Equatable {
    enum Action: String, Codable, Sendable {
        case made, wrote, replaced, enabled, started, stopped, disabled, removed
    }

    var action: Action
    /// A path, a group or a service.
    var subject: String
}

/// systemd, through `systemctl`.
struct Systemd: ServiceManager {
    var programs = SystemPrograms()
    /// Stands before all paths; tests have their own.
    var root = ""

    var system: ServiceSystem { .systemd }

    /// As `sd_booted` finds out.
    func isHere() -> Bool { PlainFile.isDirectory("\(root)/run/systemd/system") && programs.has("systemctl") }

    func state() async throws -> ServiceState? {
        let wanted = SystemdUnit.properties.map { "--property=\($0)" }
        let answer = try await programs.succeed(["systemctl", "show"] + wanted + ["--", ServiceSystem.unit])
        return SystemdUnit.state(in: answer.output)
    }

    func start(_ before: ServiceState?, filesChanged: Bool) async throws -> [ServiceStep] {
        var steps: [ServiceStep] = []
        if filesChanged || before == nil { try await programs.succeed(["systemctl", "daemon-reload"]) }
        if before?.startsAtBoot != true {
            try await programs.succeed(["systemctl", "enable", ServiceSystem.unit])
            steps.append(ServiceStep(action: .enabled, subject: ServiceSystem.unit))
        }
        if before?.runs != true {
            // One that failed too often is not started again before that is forgotten.
            if before?.words == "failed" {
                _ = try await programs.run(["systemctl", "reset-failed", ServiceSystem.unit])
            }
            try await programs.succeed(["systemctl", "start", ServiceSystem.unit])
            steps.append(ServiceStep(action: .started, subject: ServiceSystem.unit))
        }
        return steps
    }

    func stop(_ before: ServiceState?) async throws -> [ServiceStep] {
        guard let before else { return [] }
        var steps: [ServiceStep] = []
        if before.runs {
            try await programs.succeed(["systemctl", "stop", ServiceSystem.unit])
            steps.append(ServiceStep(action: .stopped, subject: ServiceSystem.unit))
        }
        if before.startsAtBoot {
            try await programs.succeed(["systemctl", "disable", ServiceSystem.unit])
            steps.append(ServiceStep(action: .disabled, subject: ServiceSystem.unit))
        }
        return steps
    }

    func forget() async throws {
        try await programs.succeed(["systemctl", "daemon-reload"])
        // A failure that it still remembers would keep a unit listed that is gone. It fails where there is none.
        _ = try await programs.run(["systemctl", "reset-failed", ServiceSystem.unit])
    }
}

/// launchd, through `launchctl`.
struct Launchd: ServiceManager {
    private static let target = "system/\(ServiceSystem.label)"

    var programs = SystemPrograms()
    /// How long a daemon that is ended may be listed on.
    var patience = Duration.seconds(60)

    var system: ServiceSystem { .launchd }

    func isHere() -> Bool { programs.has("launchctl") }

    func state() async throws -> ServiceState? {
        let disabled = try await programs.succeed(["launchctl", "print-disabled", "system"]).output
        let answer = try await programs.run(["launchctl", "print", Self.target])
        if answer.code == LaunchdJob.unknownJob { return nil }
        let startsAtBoot = !LaunchdJob.isDisabled(in: disabled)
        guard answer.code == 0, let state = LaunchdJob.state(in: answer.output, startsAtBoot: startsAtBoot) else {
            throw DustyError(
                .failed,
                "what `launchctl print \(Self.target)` says cannot be read: \(answer.complaint)",
                hint: "run it as root, and report it with its output"
            )
        }
        return state
    }

    func start(_ before: ServiceState?, filesChanged: Bool) async throws -> [ServiceStep] {
        var steps: [ServiceStep] = []
        var before = before
        if filesChanged, let old = before, !old.runs {
            // It would start what the earlier file names.
            _ = try await stop(old)
            before = nil
        }
        if before?.startsAtBoot != true {
            // One that was disabled is not started by `bootstrap`. Where it was not, this changes nothing.
            try await programs.succeed(["launchctl", "enable", Self.target])
            steps.append(ServiceStep(action: .enabled, subject: ServiceSystem.label))
        }
        if before == nil {
            try await programs.succeed(["launchctl", "bootstrap", "system", system.places[0]])
            steps.append(ServiceStep(action: .started, subject: ServiceSystem.label))
        } else if before?.runs != true {
            try await programs.succeed(["launchctl", "kickstart", Self.target])
            steps.append(ServiceStep(action: .started, subject: ServiceSystem.label))
        }
        return steps
    }

    func stop(_ before: ServiceState?) async throws -> [ServiceStep] {
        guard before != nil else { return [] }
        // It may return before the daemon has ended, and then with a code of its own.
        let answer = try await programs.run(["launchctl", "bootout", Self.target])
        let end = ContinuousClock.now + patience
        while try await state() != nil {
            guard ContinuousClock.now < end else {
                throw DustyError(
                    .failed,
                    "launchd still has \(ServiceSystem.label): \(answer.complaint)",
                    hint: "end it yourself: launchctl bootout \(Self.target)"
                )
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        return [ServiceStep(action: .stopped, subject: ServiceSystem.label)]
    }

    func forget() async throws {}
}
