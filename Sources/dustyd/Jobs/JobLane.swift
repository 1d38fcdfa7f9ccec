import DustyCore

/// Jobs of one lane exclude each other beyond its width; jobs of different lanes run at the same time.
enum JobLane: Sendable, Hashable {
    /// What changes the stack.
    case stack
    /// Test runs, each of which has a stack of its own.
    case tests
    /// Starting and stopping virtual machines.
    case machines
    /// What watch rules run inside containers.
    case reactions
    /// Scripts of apps, in their containers.
    case scripts

    /// How many may run at once.
    var width: Int {
        switch self {
        case .stack, .machines: 1
        case .tests, .reactions: 4
        case .scripts: 8
        }
    }
}

extension Job.Kind {
    /// The lane that jobs of this kind run in.
    var lane: JobLane {
        switch self {
        case .test: .tests
        case .machineStart, .machineStop: .machines
        case .watch: .reactions
        case .script: .scripts
        default: .stack
        }
    }
}

extension Job {
    /// Kind and targets in words.
    var title: String {
        ([kind.words] + names + [suite].compactMap { $0 }).joined(separator: " ")
    }
}

extension JobRequest {
    /// The suite that a test run is of, or the script that is run.
    var suite: String? {
        switch operation {
        case .test(_, let suites, _): suites.suite
        case .script(_, let script): script.name
        default: nil
        }
    }

    /// Whether the job ends when its last follower disconnects.
    var isAttached: Bool {
        switch operation {
        case .test(_, let suites, _): suites.attached
        case .prepare: true
        default: false
        }
    }
}

extension User {
    /// The daemon's own user, acting for watch rules. No login name contains a space.
    static let rules: User = {
        var user = SubprocessRunner.currentUser
        user.name = "a watch rule"
        return user
    }()

    /// The daemon's own user, stopping what nobody uses. No login name contains a space.
    static let idle: User = {
        var user = SubprocessRunner.currentUser
        user.name = "idle stop"
        return user
    }()
}
