import DustyCore

/// Where one is in the list of what deserves attention.
struct FailureList: Equatable {
    var cursor = Cursor()
    /// First visible row of the detail.
    var top = 0
    /// Whether failures are listed that are over.
    var showsOld = false

    /// One thing that deserves attention, or a message.
    struct Item: Equatable {
        /// What it is about: where one gets from it.
        enum Subject: Equatable {
            case row(String)
            case repo(String)
            case job(Int)
            case nothing
        }

        /// What it is known by; another one when it happens again.
        var id: String
        var weight: Notice.Weight
        /// In a line.
        var title: String
        /// When it was, or since when it is so.
        var time: Timestamp?
        /// All of it, a paragraph each.
        var paragraphs: [String]
        var subject = Subject.nothing
    }
}
