import DustyCore
import DustyTerminal

extension CommandName {
    static let cancelJob = CommandName("cancel-job")
    fileprivate static let open = CommandName("open")
}

extension DashboardCommand {
    /// Commands for jobs, and for going from a row to its output.
    static let jobs: [DashboardCommand] = [
        DashboardCommand(.open, in: .containers, [.enter], "Go to its log", hint: "logs", does: toLog),
        DashboardCommand(.open, in: .jobs, [.enter], "Go to its output", hint: "output", does: toOutput),
        DashboardCommand(
            .cancelJob,
            in: .jobs,
            [.character("x")],
            "Cancel the job",
            hint: "cancel",
            line: PaletteCommand("cancel", "cancel a job", .job, in: .jobs),
            unless: { $0.refusalToCancel($1) },
            does: { model, call in model.cancel(model.job(for: call)) }
        ),
        DashboardCommand(
            .cancelJob,
            in: .containers,
            [.character("x")],
            "Cancel the job that works on it",
            unless: { model, _ in
                if let refusal = model.refusalToAct { return refusal }
                guard model.jobOfSelection == nil else { return nil }
                return Refusal("no job works on it", "No job works on it, so there is nothing to cancel.")
            },
            does: { model, _ in model.cancel(model.jobOfSelection) }
        ),
    ]

    private static let toLog: Deed = { model, _ in
        // The merged log belongs to marked rows; any other row has its own.
        let name = model.shownContainer?.name ?? ""
        if model.selection.marks.isEmpty || !model.merged.contains(name) { model.merged = [] }
        model.tab = .log
        model.focus = .logs
        return []
    }

    private static let toOutput: Deed = { model, _ in
        model.focus = .logs
        return []
    }
}

extension Model {
    /// The job that works on the selected row, or waits to: the latest one is cancelled first.
    fileprivate var jobOfSelection: Job? {
        guard let name = selectedContainer?.name else { return nil }
        return work(on: [name]).first
    }

    fileprivate mutating func cancel(_ job: Job?) -> [Effect] {
        guard let job else { return [] }
        return [.cancel(job: job.id)] + say(.info, "Cancelling job \(job.id), \(job.title).")
    }

    /// The job with a number, else the selected one.
    fileprivate func job(for call: DashboardCommand.Call) -> Job? {
        guard let number = call.arguments.first.flatMap({ Int($0) }) else { return selectedJob }
        return snapshot?.jobs.first { $0.id == number }
    }

    fileprivate func refusalToCancel(_ call: DashboardCommand.Call) -> Refusal? {
        if let refusal = refusalToAct { return refusal }
        let none = "no running job is selected"
        guard let job = job(for: call) else {
            let number = call.arguments.first.flatMap { Int($0) }
            return Refusal(none, number.map { "There is no job \($0)." } ?? "No job is selected.")
        }
        guard !job.state.isFinal else { return Refusal(none, "Job \(job.id) has ended already.") }
        guard job.state == .cancelling else { return nil }
        return Refusal(
            "it is being cancelled",
            "Job \(job.id) is being cancelled; a program that does not end is killed after 5 s."
        )
    }
}
