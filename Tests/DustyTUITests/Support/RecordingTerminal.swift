import DustyTerminal

/// A terminal that keeps the frames it is given and presses keys for a test.
@MainActor
final class RecordingTerminal: Terminal {
    private(set) var frames: [Frame] = []
    private(set) var repaints = 0
    private(set) var suspensions = 0
    private(set) var alerts: [String] = []
    private(set) var hasMouse = false
    private(set) var copies: [String] = []
    private(set) var loans = 0
    /// Has the terminal in place of what it is lent to; nil to run that.
    var guest: (@Sendable () async -> Void)?
    var size: Size
    private var handler: @MainActor (TerminalEvent) -> Void = { _ in }

    init(width: Int = 120, height: Int = 40) {
        size = Size(width: width, height: height)
    }

    func begin(_ handler: @escaping @MainActor (TerminalEvent) -> Void) { self.handler = handler }
    func draw(_ frame: Frame) { frames.append(frame) }
    func repaint() { repaints += 1 }
    func alert(_ alert: Alert, _ text: String) { alerts.append("\(alert): \(text)") }
    func takeMouse(_ isOurs: Bool) { hasMouse = isOurs }
    func suspend() { suspensions += 1 }
    func copy(_ text: String) { copies.append(text) }

    func lend(_ body: @Sendable () async throws -> Void) async rethrows {
        loans += 1
        if let guest { return await guest() }
        try await body()
    }

    /// Presses keys.
    func press(_ keys: Key...) {
        for key in keys { handler(.key(key)) }
    }

    /// Types text.
    func type(_ text: String) {
        for character in text { handler(.key(.character(character))) }
    }

    /// Tells of something else.
    func send(_ event: TerminalEvent) { handler(event) }

    /// What is on the screen.
    var text: String { frames.last?.text ?? "" }
}
