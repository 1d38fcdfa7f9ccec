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

extension Query {
    /// Asks.
    func ask(_ daemon: any Daemon) async throws -> Answer {
        switch self {
        case .definition(let name): .definition(try await daemon.definition(of: name))
        case .repos: .repos(try await daemon.repos())
        case .assets: .assets(try await daemon.assets())
        case .scripts(let app): .scripts(try await daemon.scripts(of: app))
        case .suites(let name): .suites(try await daemon.testSuites(of: name))
        case .job(let id): .job(try await daemon.job(id))
        case .doctor: .doctor(try await daemon.doctor(DoctorRequest(fix: false)))
        }
    }
}

extension Model {
    /// What is to be asked for what is on the screen.
    var queries: Set<Query> {
        guard link == .connected else { return [] }
        var queries: Set<Query> = []
        if let name = detailSubject {
            switch tab {
            case .env, .spec: queries.insert(.definition(name))
            case .repos: queries.insert(.repos)
            case .log, .stats, .ports, .events: break
            }
        }
        if showsJob, let job = selectedJob, job.isOutline { queries.insert(.job(job.id)) }
        if case .list(let picker) = overlay { queries.insert(picker.query) }
        if showsChecklist { queries.insert(.doctor) }
        return queries
    }

    /// The selected job with all that is known of it.
    var wholeSelectedJob: Job? {
        guard let job = selectedJob else { return nil }
        if case .job(let whole) = answers[.job(job.id)] { return whole }
        return job
    }

    /// What the daemon said of the selected app or service.
    var definition: DefinitionInfo? {
        guard let name = detailSubject, case .definition(let info) = answers[.definition(name)] else { return nil }
        return info
    }
}

extension Job {
    /// Whether its steps were left out of the snapshot.
    fileprivate var isOutline: Bool { state.isFinal && steps.isEmpty && tail.isEmpty }
}
