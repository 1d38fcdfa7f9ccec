import Synchronization

@testable import DustyTUI

/// What a command printed.
final class CapturedConsole: Sendable {
    private let written = Mutex<(out: [UInt8], error: [UInt8])>(([], []))

    var out: String { written.withLock { String(decoding: $0.out, as: UTF8.self) } }
    var error: String { written.withLock { String(decoding: $0.error, as: UTF8.self) } }

    /// A console whose output stays here.
    func console(isTerminal: Bool = false, isStyled: Bool = false, columns: Int = 80) -> Console {
        Console(
            write: { channel, bytes in
                self.written.withLock { if channel == .out { $0.out += bytes } else { $0.error += bytes } }
            },
            isTerminal: isTerminal,
            isStyled: isStyled,
            isErrorStyled: isStyled,
            size: { (columns, 24) }
        )
    }
}
