import DustyCore

/// A question for the daemon that is asked only while its answer is visible, unlike what every snapshot contains.
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
    /// The health of the daemon's host.
    case doctor
}

extension Query {
    /// Asks.
    func ask(_ daemon: any Daemon) async throws -> Answer {
        switch self {
        // The tab hides them until a key shows them.
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

/// The daemon's answer to a query.
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
