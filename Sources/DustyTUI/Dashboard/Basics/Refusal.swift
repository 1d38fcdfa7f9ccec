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
