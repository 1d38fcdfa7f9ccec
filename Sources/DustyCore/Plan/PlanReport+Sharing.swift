extension PlanReport {
    /// Which services stacks share.
    public struct Sharing: Sendable, Equatable {
        /// The stack whose services others have.
        public var lender: String
        /// Stacks that have services of this one, by service.
        public var borrowers: [String: [String]]

        /// What is shared.
        public init(lender: String = StackNames.standardName, borrowers: [String: [String]] = [:]) {
            self.lender = lender
            self.borrowers = borrowers
        }

        /// An action with whom else it is about.
        func completing(_ action: Action) -> Action {
            guard [.replace, .remove, .start].contains(action.kind), let names = borrowers[action.subject] else {
                return action
            }
            var action = action
            action.reasons.append("shared with \(names.joined(separator: ", "))")
            return action
        }
    }
}

extension PlanWording {
    /// What another stack does first, and what it gets back.
    var lending: [PlanReport.Action] {
        plan.giveBack.map { name in
            let text = "disconnect \(name) of the stack \(sharing.lender) from this one's containers"
            return PlanReport.Action(kind: .connect, subject: name, text: text, reasons: ["it is no longer shared"])
        }
            + plan.lend.map { name in
                let text = "start \(name) of the stack \(sharing.lender), which shares it with this one"
                return PlanReport.Action(kind: .start, subject: name, text: text)
            }
    }

    /// Which services are shared, whatever there is to do.
    var notes: [String] {
        let shared = blueprint.compose.shared.keys.sorted().map { name in
            "\(name) is that of the stack \(sharing.lender), with its data: migrations of this stack change them for both"
        }
        return shared
            + sharing.borrowers.sorted { $0.key < $1.key }.map { name, stacks in
                "\(name) is shared with \(stacks.joined(separator: ", "))"
            }
    }
}
