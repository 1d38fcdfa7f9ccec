import DustyCore

/// Something the daemon is asked only while it is to be seen, unlike what every snapshot brings.
enum Query: Hashable, Sendable {
    /// What an app or a service is.
    case definition(String)
    /// Every repo, with its branch.
    case repos
    /// Every asset.
    case assets
    /// Scripts of an app.
    case scripts(String)
    /// Test suites of an app or a lib.
    case suites(String)
    /// A job with its steps and output.
    case job(Int)
    /// What is well on the daemon's host and what is not.
    case doctor
}

extension Query {
    /// Asks.
    func ask(_ daemon: any Daemon) async throws -> Answer {
        switch self {
        // The tab hides them until a key asks for them.
        case .definition(let name):
            .definition(try await daemon.call(.definition, DefinitionQuestion(of: name, revealing: true)))
        case .repos: .repos(try await daemon.call(.repos))
        case .assets: .assets(try await daemon.call(.assets))
        case .scripts(let app): .scripts(try await daemon.call(.scripts, ScriptsQuestion(of: app)))
        case .suites(let name): .suites(try await daemon.call(.testSuites, SuitesQuestion(of: name)))
        case .job(let id): .job(try await daemon.call(.job, JobNumber(id)))
        case .doctor: .doctor(try await daemon.call(.doctor, DoctorRequest(fix: false)))
        }
    }
}

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
