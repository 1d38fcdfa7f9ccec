import DustyCore

/// Why a command does nothing now.
struct Refusal: Equatable, Sendable {
    var weight = Notice.Weight.info
    /// In a few words, for help.
    var why: String
    /// In a sentence, for the status line.
    var sentence: String
    /// The command that has to come first; nil where none would help.
    var remedy: CommandName?

    init(_ why: String, _ sentence: String, remedy: CommandName? = nil) {
        self.why = why
        self.sentence = sentence
        self.remedy = remedy
    }

    /// A refusal of everything that asks or changes something.
    init(warning sentence: String) {
        self.init(sentence, sentence)
        weight = .warning
    }
}

/// Something said in the status line for a few seconds and kept in the list of messages.
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
}
