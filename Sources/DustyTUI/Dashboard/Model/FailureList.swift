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
        /// Why, and what to do, a paragraph each.
        var reasons: [String]
        /// What it wrote last, below a row that says so; empty where that is not held.
        var end: [String] = []
        var subject = Subject.nothing

        /// All of it, a paragraph each.
        var paragraphs: [String] { reasons + end }

        /// What there is to say where a few rows are all there is: its title, why, and what it wrote last, an error if there is one.
        var gist: [String] {
            let lines = end.dropFirst(2).filter { !$0.allSatisfy(\.isWhitespace) }
            let written = lines.last { LogLevel.named(in: $0) == .failure } ?? lines.last
            return [title] + more.prefix(1) + [written].compactMap(\.self)
        }

        /// What its reasons add to the title, which says how a row is.
        var more: [String] {
            let isRow = if case .row = subject { true } else { false }
            return (isRow ? Array(reasons.dropFirst()) : reasons).filter { !$0.isEmpty && !title.contains($0) }
        }
    }
}
