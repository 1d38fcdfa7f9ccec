import DustyCore

extension MachineStatus {
    /// Whether it works.
    var isWell: Bool { state == "running" || state == "connected" }
    /// How its state is painted.
    var tone: Tone { isWell ? .good : state == "connecting" ? .busy : .bad }
}
