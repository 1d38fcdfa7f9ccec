extension Model {
    /// Does something, after a question where that is wanted.
    mutating func ask(_ question: DashboardCommand.Question) -> [Effect] {
        guard confirmations.ask(question.operation, usually: question.isUsual) else { return [question.effect] }
        overlay = .confirm(
            Confirmation(
                question: question.title,
                consequences: question.consequences,
                effect: question.effect
            )
        )
        return []
    }
}
