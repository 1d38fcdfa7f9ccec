import DustyCore

/// The meaning of a piece of output, which decides its colour if there are colours; the words are complete without
/// them.
enum Tone: String, Sendable {
    case plain = ""
    case strong = "1"
    case dim = "2"
    case good = "32"
    case busy = "33"
    case bad = "31"
    case accent = "36"

    /// The text in this tone's colours.
    func paint(_ text: String) -> String {
        self == .plain || text.isEmpty ? text : "\u{1B}[\(rawValue)m\(text)\u{1B}[0m"
    }
}

extension Console {
    /// The text in a tone's colours where the console has colours.
    func paint(_ text: String, _ tone: Tone, on channel: Channel = .out) -> String {
        (channel == .out ? isStyled : isErrorStyled) ? tone.paint(text) : text
    }
}

extension ContainerState {
    /// How the state is painted.
    var tone: Tone {
        switch self {
        case .up: .good
        case .starting, .building, .restarting, .stopping: .busy
        case .exited(0), .stopped, .paused, .missing, .stale: .dim
        case .exited, .unhealthy: .bad
        }
    }
}

extension Job.State {
    /// How the state is painted.
    var tone: Tone {
        switch self {
        case .pending, .skipped: .dim
        case .running, .cancelling: .busy
        case .succeeded: .good
        case .failed, .cancelled: .bad
        }
    }
}

extension SyncStatus.State {
    /// How the state is painted.
    var tone: Tone {
        switch self {
        case .ok: .good
        case .syncing: .busy
        case .stale: .dim
        case .failed: .bad
        }
    }
}

extension MachineStatus {
    /// Whether it works.
    var isWell: Bool { [.running, .connected].contains(state) }
    /// How its state is painted.
    var tone: Tone {
        switch state {
        case .running, .connected: .good
        case .connecting, .starting, .stopping: .busy
        case .stopped: .dim
        default: .bad
        }
    }
}
