import DustyCore

/// Why a command has no effect now.
struct Refusal: Equatable, Sendable {
    var weight = Notice.Weight.info
    /// In a few words, for help.
    var why: String
    /// In a sentence, for the status line.
    var sentence: String
    /// The command that must come first; nil if none would help.
    var remedy: CommandName?

    init(_ why: String, _ sentence: String, remedy: CommandName? = nil) {
        self.why = why
        self.sentence = sentence
        self.remedy = remedy
    }

    /// A refusal of every command that asks or changes something.
    init(warning sentence: String) {
        self.init(sentence, sentence)
        weight = .warning
    }
}

/// A message in the status line for a few seconds that is kept in the list of messages.
struct Notice: Equatable {
    /// How loud it is.
    enum Weight: Equatable {
        case info
        case warning
        case failure
    }

    /// Seconds it stays in the status line.
    static let seconds = 4
    /// How many are kept.
    static let kept = 200

    var id: Int
    var time: Timestamp
    var weight: Weight
    var text: String
    /// Whether it goes with the next key: it was about the one before.
    var passes = false
}
