import DustyTerminal

/// The severity that a log line claims.
enum LogLevel: Equatable {
    case failure, warning, detail

    /// How it looks.
    var role: Style.Role {
        switch self {
        case .failure: .failure
        case .warning: .warning
        case .detail: .dim
        }
    }

    /// Words of levels are near the beginning of a line.
    private static let reach = 64

    private static let words: [(word: String, level: LogLevel)] = [
        ("ERROR", .failure), ("FATAL", .failure), ("CRITICAL", .failure), ("PANIC", .failure), ("ERR", .failure),
        ("EMERG", .failure), ("ALERT", .failure), ("CRIT", .failure),
        ("WARN", .warning), ("WARNING", .warning), ("DEBUG", .detail), ("TRACE", .detail),
    ]

    /// The level that a line names: the first such word in capitals, or in any case after `level=` or in brackets.
    static func named(in text: String) -> LogLevel? {
        var word: [UInt8] = []
        var before: UInt8 = 0x20
        for byte in text.utf8.prefix(reach) {
            let isLetter = (0x41...0x5A).contains(byte & 0xDF)
            if isLetter {
                word.append(byte)
                continue
            }
            if let level = level(of: word, after: before, followedBy: byte) { return level }
            word = []
            before = byte
        }
        return level(of: word, after: before, followedBy: 0x20)
    }

    private static func level(of word: [UInt8], after before: UInt8, followedBy next: UInt8) -> LogLevel? {
        guard word.count >= 3, word.count <= 8 else { return nil }
        let isMarked = [0x3D, 0x22, 0x5B, 0x28, 0x3C].contains(before) || next == 0x3A || next == 0x5D
        let text = String(decoding: word, as: UTF8.self)
        let known = isMarked ? text.uppercased() : text
        return words.first { $0.word == known }?.level
    }
}

extension LogBuffer.Line {
    /// The level that it names.
    var level: LogLevel? { LogLevel.named(in: content.text) }
}
