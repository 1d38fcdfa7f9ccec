import DustyCore

@testable import DustyTUI

/// Standard input that holds what a test put there.
actor ScriptedKeyboard: Keyboard {
    nonisolated let isTerminal: Bool
    private var pieces: [String]

    init(isTerminal: Bool, pieces: [String]) {
        self.isTerminal = isTerminal
        self.pieces = pieces
    }

    func next() async -> [UInt8]? {
        pieces.isEmpty ? nil : Array(pieces.removeFirst().utf8)
    }

    nonisolated func resizes() -> AsyncStream<Void> {
        AsyncStream { $0.finish() }
    }

    nonisolated func signals() -> AsyncStream<ExecInput.Signal> {
        AsyncStream { $0.finish() }
    }
}
