import DustyCore

extension MachineStatus {
    /// Whether it works.
    var isWell: Bool { state == "running" || state == "connected" }
    /// How its state is painted.
    var tone: Tone {
        switch state {
        case "running", "connected": .good
        case "connecting", "starting", "stopping": .busy
        case "stopped": .dim
        default: .bad
        }
    }
}
