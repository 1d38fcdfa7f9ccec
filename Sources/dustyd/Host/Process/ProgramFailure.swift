import CLibrary
import DustyCore

/// Why a program failed: the one place where an ended program becomes words.
struct ProgramFailure: Sendable, Equatable {
    /// The program's name, without its directory.
    let program: String
    /// How it ended.
    let ending: ProgramEnding
    /// Its last lines that say something: of standard error, or of standard output when that is empty.
    let words: [String]

    /// What became of a program that ran.
    init(_ result: CommandResult, lines limit: Int = 5) {
        let name = result.program.parts(at: "/").last ?? result.program
        program = name.isEmpty ? "the program" : name
        ending = result.ending
        words = Self.lines(result.errorOutput, limit) ?? Self.lines(result.output, limit) ?? []
    }

    /// What happened, such as `git was killed by signal 9 (SIGKILL)`.
    var event: String { "\(program) \(ending.event)" }

    /// What to show: its own output if it ended on its own with some, else what happened to it.
    var text: String {
        let said = words.onOneLine
        if said.isEmpty { return ending.wasKilled ? event : "\(event) and printed nothing" }
        return ending.signal == nil ? said : "\(event); its last output: \(said)"
    }

    /// What to do about it; nil when its own output says more.
    var advice: String? { ending.advice(for: program) }

    private static func lines(_ text: String, _ limit: Int) -> [String]? {
        let lines = text.split(whereSeparator: \.isNewline)
            .map { $0.trimmingSpaces() }
            .filter { !$0.isEmpty }
        return lines.isEmpty ? nil : lines.suffix(limit).map { String($0.prefix(400)) }
    }
}

extension CommandResult {
    /// Why it failed, in words: its last output, and what happened to it if that says more.
    func lastWords(lines limit: Int = 5) -> String {
        ProgramFailure(self, lines: limit).text
    }

    /// Lines on standard error.
    var complaints: [String] {
        errorOutput.split(whereSeparator: \.isNewline).map { String($0.prefix(300)) }
    }

    /// What to do about how it ended; nil when its own output says more.
    var advice: String? { ProgramFailure(self).advice }

    /// Whether a signal ended it, so that its output does not explain why.
    var wasKilled: Bool { ending.wasKilled }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        let start = firstIndex { $0 != " " && $0 != "\t" } ?? endIndex
        let end = lastIndex { $0 != " " && $0 != "\t" }.map { index(after: $0) } ?? start
        return self[start..<end]
    }
}
