import DustyCore

extension JobEvent.Kind {
    /// The same with another text in the place of each that was printed or says what went wrong. What tests print is left as it is: it
    /// comes from containers.
    func replacingText(_ replace: (String) -> String) -> JobEvent.Kind {
        switch self {
        case .output(let step, let text): return .output(step: step, text: replace(text))
        case .stepFinished(let step, let state, let summary):
            return .stepFinished(step: step, state: state, summary: summary.map(replace))
        case .finished(let state, var error?):
            error.message = replace(error.message)
            error.hint = error.hint.map(replace)
            return .finished(state: state, error: error)
        default: return self
        }
    }
}
