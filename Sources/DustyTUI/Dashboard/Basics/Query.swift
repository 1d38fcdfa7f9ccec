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
    /// What runs in a container.
    case processes(String)
    /// A container in the engine's own words.
    case inspection(String)
    /// What a container has used since it started.
    case use(String)
    /// What takes space, and what of it may go.
    case disk
    /// Every stack.
    case stacks
}

extension Query {
    /// Seconds after which it is asked again while it is to be seen; nil for what changes with the stack only.
    var interval: Int64? {
        switch self {
        case .processes, .use: 2
        case .stacks: 5
        default: nil
        }
    }

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
        case .processes(let name): .processes(try await daemon.call(.processes, ContainerQuestion(of: name)))
        case .inspection(let name): .inspection(try await daemon.call(.inspection, ContainerQuestion(of: name)))
        case .use(let name): .use(try await daemon.call(.use, ContainerQuestion(of: name)))
        case .disk: .disk(try await daemon.call(.disk), try await Self.cleanup(daemon))
        case .stacks: .stacks(await LocatedStack.all(try await daemon.call(.stacks)))
        }
    }

    /// All that a clean-up could remove. While the specs have problems it is not known which repos are in use, and these stay.
    private static func cleanup(_ daemon: any Daemon) async throws -> CleanupPlan {
        do {
            return try await daemon.call(.cleanupPlan, CleanupQuestion(of: CleanupScope.allCases))
        } catch let error as DustyError where error.code == .specs {
            let scopes: [CleanupScope] = [.containers, .images, .volumes]
            return try await daemon.call(.cleanupPlan, CleanupQuestion(of: scopes))
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
    case processes(ContainerProcesses)
    case inspection(ContainerInspection)
    case use(ContainerUse)
    case disk(DiskReport, CleanupPlan)
    case stacks([LocatedStack])
    /// It could not say.
    case refused(DustyError)
}
