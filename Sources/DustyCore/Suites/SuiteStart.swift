/// How the containers of a suite start: by the same gates as those of a stack.
public struct SuiteStart: Sendable, Equatable {
    /// What each container needs, by name.
    public var needs: [String: [String]]
    /// What services must do before whatever needs them may start, by name; no entry if their start is enough.
    public var gates: [String: Gate]

    /// A start with its parts.
    public init(needs: [String: [String]] = [:], gates: [String: Gate] = [:]) {
        self.needs = needs
        self.gates = gates
    }
}

extension SuiteComposition {
    /// In which order the containers of a suite start, and what each must do before those that need it.
    public func start(of suite: SuiteSpec) throws(DustyError) -> SuiteStart {
        let entries = Self.entries(of: try definitions(of: suite, image: "", arguments: []))
        return SuiteStart(
            needs: Dictionary(entries.map { ($0.name, $0.needs) }) { first, _ in first },
            gates: Gate.all(of: try target.services(of: suite))
        )
    }
}
