import DustyCore

extension DustyError {
    /// The error as it is, or one that says what an unexpected one says.
    init(describing error: any Error) {
        self = error as? DustyError ?? DustyError(.internal, "\(error)")
    }
}

extension JobRequest {
    /// What is asked for, in a few words.
    var title: String {
        names.isEmpty ? kind.rawValue : "\(kind.rawValue) \(names.map(Wording.shortName).joined(separator: ", "))"
    }
}
