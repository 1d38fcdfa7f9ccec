import DustyCore

/// What the daemon said to a query.
enum Answer: Equatable, Sendable {
    case definition(DefinitionInfo)
    case repos([RepoStatus])
    case assets([AssetStatus])
    case scripts([ScriptInfo])
    case suites([TestSuiteInfo])
    case job(Job)
    case doctor(DoctorReport)
    /// It could not say.
    case refused(DustyError)
}
