import DustyCore

/// The position in the list of what deserves attention.
struct FailureList: Equatable {
    var cursor = Cursor()
    /// First visible row of the detail.
    var top = 0
    /// Whether past failures are listed.
    var showsOld = false

    /// One thing that deserves attention, or a message.
    struct Item: Equatable {
        /// Its subject: the row that it leads to.
        enum Subject: Equatable {
            case row(String)
            case repo(String)
            case job(Int)
            case nothing
        }

        /// Its identity; another one when it happens again.
        var id: String
        var weight: Notice.Weight
        /// In a line.
        var title: String
        /// When it happened, or since when it applies.
        var time: Timestamp?
        /// When it began; nil for the time above, or when it was so before anyone looked.
        var begun: Timestamp?
        /// All of it, a paragraph each.
        var paragraphs: [String]
        var subject = Subject.nothing

        /// What its paragraphs add to the title, which says how a row is.
        var more: [String] {
            let isRow = if case .row = subject { true } else { false }
            return (isRow ? Array(paragraphs.dropFirst()) : paragraphs).filter { !$0.isEmpty && !title.contains($0) }
        }
    }
}
