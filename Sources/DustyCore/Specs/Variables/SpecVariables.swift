/// The variables of a specs directory: those of its file `.env`. Without the file there are none, and a dollar in specs is a dollar.
///
/// Everyone who writes specs writes this file; nothing comes from the environment of the daemon.
struct SpecVariables: Sendable {
    /// Its name, beside the folders of specs.
    static let file = ".env"

    private let values: [String: Secret]
    /// Those whose names say that they are secret, whose values have a password in them, or that are made of such.
    let secrets: [String: Secret]
    /// What is wrong in the file; no problem quotes a word of it.
    let problems: [SpecProblem]

    /// Reads the file's text.
    init(_ text: Secret) {
        let (variables, secrets, faults) = EnvFile.project(text.revealed)
        values = Dictionary(variables.map { ($0.name, Secret($0.value)) }) { $1 }
        self.secrets = values.filter { secrets.contains($0.key) }
        problems = faults.map { fault in
            SpecProblem(
                file: Self.file,
                line: fault.place.line,
                column: fault.place.column,
                key: "",
                message: fault.message,
                hint: fault.hint,
                severity: fault.isWarning ? .warning : .error
            )
        }
    }

    /// The value of a variable.
    func value(of name: String) -> String? { values[name]?.revealed }

    /// A text with values in place of variables.
    func outcome(of text: String, limit: Int = .max) -> Interpolation.Outcome {
        Interpolation.outcome(of: text, limit: limit) { value(of: $0) }
    }

    /// A tree with values in place of variables, whatever is wrong with them; at most so many bytes of each, and of all that are `left`.
    func replacing(_ value: YAMLValue, limit: Int, left: inout Int) -> YAMLValue {
        value.mapTexts { text in
            let result = outcome(of: text, limit: min(limit, left)).text
            left -= result.utf8.count
            return result
        }
    }
}
