import CLibrary

/// Asks the user at the terminal.
struct Question: Sendable {
    /// Shows a text and returns the typed line, trimmed; nil when there will be none.
    let ask: @Sendable (String) throws -> String?

    /// Questions on the process's own terminal; nil without one.
    static func onTerminal(_ console: Console) -> Question? {
        guard console.isTerminal, isatty(STDIN_FILENO) == 1 else { return nil }
        return Question { text in
            try console.prompt(text, on: .out)
            // Ctrl-C cancels the task, which a blocked read would not notice.
            var poller = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            while poll(&poller, 1, 200) <= 0 { try Task.checkCancellation() }
            guard let line = readLine() else { return nil }
            let words = line.split { $0 == " " || $0 == "\t" }
            return words.joined(separator: " ")
        }
    }

    /// The answer to a question with a suggestion, which an empty answer and a yes accept.
    func ask(_ text: String, proposal: String?) throws -> String? {
        let suffix = proposal.map { " [\($0)]" } ?? ""
        guard let answer = try ask("\(text)\(suffix): ") else { return proposal }
        return answer.isEmpty || ["y", "yes"].contains(answer.lowercased()) ? proposal : answer
    }
}
