import DustyCore

extension Model {
    /// What to ask for the present screen.
    var queries: Set<Query> {
        guard link == .connected else { return [] }
        var queries: Set<Query> = []
        if let name = detailSubject {
            switch tab {
            case .env, .spec: queries.insert(.definition(name))
            case .repos: queries.insert(.repos)
            case .processes: queries.insert(.processes(name))
            case .inspect: queries.insert(.inspection(name))
            case .stats where shownContainer?.state.isRunning == true: queries.insert(.use(name))
            case .log, .stats, .ports, .events: break
            }
        }
        if showsJob, let job = selectedJob, job.isOutline { queries.insert(.job(job.id)) }
        switch overlay {
        case .list(let picker): if let query = picker.query { queries.insert(query) }
        case .disk: queries.insert(.disk)
        // The list under a question is there again at once.
        case .confirm(let confirmation) where confirmation.origin != nil: queries.insert(.disk)
        default: break
        }
        if showsChecklist { queries.insert(.doctor) }
        return queries
    }

    /// What the daemon said to the question of a list; nil while it has not, and for what is known without it.
    func answer(for picker: ListPicker) -> Answer? { picker.query.flatMap { answers[$0] } }

    /// The selected job with everything known about it.
    var wholeSelectedJob: Job? {
        guard let job = selectedJob else { return nil }
        if case .job(let whole) = answers[.job(job.id)] { return whole }
        return job
    }

    /// The daemon's answer about the selected app or service.
    var definition: DefinitionInfo? {
        guard let name = detailSubject, case .definition(let info) = answers[.definition(name)] else { return nil }
        return info
    }
}

extension Job {
    /// Whether its steps were left out of the snapshot.
    fileprivate var isOutline: Bool { state.isFinal && steps.isEmpty && tail.isEmpty }
}
