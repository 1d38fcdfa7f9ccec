import DustyCore

/// A command of the person's own that is about to run, with what it is told.
struct CustomRun: Equatable, Sendable {
    var command: CustomCommand
    /// Its environment, over that of this program.
    var variables: [String: String]
    /// How many of its prompts were answered.
    var answered = 0

    /// The prompt that comes next; nil when all were answered.
    var ask: CustomCommand.Ask? { answered < command.asks.count ? command.asks[answered] : nil }

    /// What is run; its output may go to the person's pager.
    var words: [String] {
        let words = command.words(variables)
        guard command.output == .pager else { return words }
        let script = """
            p=${PAGER:-}
            [ -n "$p" ] || if command -v less >/dev/null; then p="less -R"; else p=more; fi
            "$@" 2>&1 | eval "$p"
            """
        return ["/bin/sh", "-c", script, "sh"] + words
    }

    /// What is done to run it.
    var effect: Effect { command.output == .none ? .runQuietly(self) : .lend(.custom(self)) }
}

extension Model {
    /// What a command of the person's own is told of the selected row. All are there, so that a shell that minds unset ones is content.
    var customVariables: [String: String] {
        let row = selectedContainer
        let repo = selectedRepo ?? row?.repos.first.flatMap { name in snapshot?.sync.first { $0.repo == name } }
        let job = list == .jobs ? selectedJob : nil
        return [
            "DUSTY_STACK": snapshot?.stack ?? "",
            "DUSTY_NAME": row?.name ?? selectedRepo?.shortName ?? job.map { String($0.id) } ?? "",
            "DUSTY_NAMES": targets.map(\.name).joined(separator: " "),
            "DUSTY_CONTAINER": row?.container ?? "",
            "DUSTY_IMAGE": row?.image ?? "",
            "DUSTY_STATE": row.map { "\($0.state)" } ?? "",
            "DUSTY_ADDRESS": row?.urls.first ?? "",
            "DUSTY_REPO": repo?.repo ?? "",
            "DUSTY_PATH": repo?.path ?? "",
            "DUSTY_JOB": job.map { String($0.id) } ?? "",
        ]
    }

    /// Goes on with a command of the person's own: its next prompt, its question, or the command itself.
    mutating func goOn(with run: CustomRun) -> [Effect] {
        if let ask = run.ask {
            prompt = Prompt(purpose: .custom(run), text: ask.usual)
            return []
        }
        guard let question = run.command.question else { return [run.effect] }
        overlay = .confirm(
            Confirmation(question: question, consequences: [run.command.program.text], effect: run.effect)
        )
        return []
    }
}
