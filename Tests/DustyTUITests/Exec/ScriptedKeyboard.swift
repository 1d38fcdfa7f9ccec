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

    // Like those of a terminal, they end when nothing reads them any longer.
    nonisolated func resizes() -> AsyncStream<Void> {
        AsyncStream { _ in }
    }

    nonisolated func signals() -> AsyncStream<ExecInput.Signal> {
        AsyncStream { _ in }
    }
}
