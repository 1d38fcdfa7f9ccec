import DustyCore
import DustyTerminal

@testable import DustyTUI

/// A dashboard without a loop: keys and messages in, effects and pictures out.
struct Dashboard {
    var model: Model
    /// What the last message asked for.
    private(set) var effects: [Effect] = []

    init(width: Int = 120, height: Int = 40, snapshot: Snapshot? = ExampleStack.snapshot) {
        let size = Size(width: width, height: height)
        model = Model(size: size, now: ExampleStack.now, socketPath: "/var/run/dusty/dusty.sock")
        if let snapshot { send(.snapshot(snapshot)) }
    }

    mutating func send(_ message: Message) {
        effects = model.update(message)
        while model.logs.hasWork { effects += model.goOnLooking() }
    }

    /// Presses keys; the effects are those of all of them.
    mutating func press(_ keys: Key...) {
        var all: [Effect] = []
        for key in keys {
            send(.terminal(.key(key)))
            all += effects
        }
        effects = all
    }

    /// Types text, key by key.
    mutating func type(_ text: String) {
        for character in text { press(.character(character)) }
    }

    /// Lines of the log of what is selected.
    mutating func log(_ texts: [String], from start: Int64 = 0) {
        let name = model.logs.source ?? ""
        let lines = texts.enumerated().map { index, text in
            let time = Timestamp(milliseconds: ExampleStack.now.milliseconds - 3_600_000 + start + Int64(index))
            return LogLine(source: name, time: time, stream: .out, text: text)
        }
        send(.log(name, LogBatch(lines: lines)))
    }

    /// Lets time pass.
    mutating func wait(_ seconds: Int64) {
        model.now = Timestamp(milliseconds: model.now.milliseconds + seconds * 1000)
        send(.tick)
    }

    var frame: Frame { DashboardView.frame(of: model) }
    var text: String { frame.text }
    /// What the status line says.
    var notice: String { model.notice?.text ?? "" }
    /// Requests for jobs among the effects.
    var requests: [JobRequest] {
        effects.compactMap { effect in
            switch effect {
            case .start(let request), .startSync(let request): return request
            default: return nil
            }
        }
    }

    /// Texts that were to be copied, among the effects.
    var copies: [String] {
        effects.compactMap { if case .copy(let text, _) = $0 { text } else { nil } }
    }

    /// The row of the screen that holds some text.
    func row(with part: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).first { $0.contains(part) } ?? ""
    }
}
