extension Specs {
    /// Reads every file and checks everything, so that all problems come in one run, sorted. Everything readable is in
    /// `specs`, warnings included; use it for work only when there are no problems.
    public static func decode(_ sources: SpecSources) -> (specs: Specs, problems: [SpecProblem]) {
        var decoding = SpecsDecoding(sources)
        decoding.run()
        let found = Set(decoding.problems).sorted()
        var specs = decoding.specs
        specs.warnings = found.filter { $0.severity == .warning }
        return (specs, found.filter { $0.severity == .error })
    }

    /// Reads and checks every file. Throws `.specs` with all problems when there is any.
    public init(checking sources: SpecSources) throws(DustyError) {
        let (specs, problems) = Specs.decode(sources)
        guard problems.isEmpty else { throw DustyError(specs: problems) }
        self = specs
    }
}

extension ValidationReport {
    /// The result of checking sources, warnings included.
    public init(_ sources: SpecSources) {
        let (specs, problems) = Specs.decode(sources)
        self.init(problems: (problems + specs.warnings).sorted())
    }
}

extension DustyError {
    /// The error that carries these problems.
    public init(specs problems: [SpecProblem]) {
        let count = problems.count == 1 ? "one problem" : "\(problems.count) problems"
        self.init(.specs, "The specs have \(count).", problems: problems.sorted())
    }
}
