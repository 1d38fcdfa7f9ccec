import ArgumentParser
import DustyCore

extension Dusty {
    struct Validate: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "validate",
            abstract: "Check specs and print every problem with its place.",
            discussion: """
                Without a directory the daemon checks the configured specs. Problems are printed as compilers print them: \
                file:line:column: error: key: message, or warning instead of error for what is possible and may not be what you want. The \
                exit code is 1 when there is an error.

                Example:
                  dusty validate specs
                """
        )

        @Argument(help: "Directory with apps/, libs/, services/ and bundles/.", completion: .directory)
        var directory: String?

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        var need: DaemonNeed { directory == nil ? .always : .never }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            if let directory {
                try tell(ValidationReport(try SpecSources(directory: directory)), of: directory, on: console)
            } else {
                let report = try await daemon.call(.validate)
                // Text uses paths that editors can open; a program that asks for JSON knows the specs directory or does
                // not need it.
                let path = output.json || report.problems.isEmpty ? nil : try await Self.specsPath(daemon)
                try tell(report, of: path, on: console)
            }
        }

        private func tell(_ report: ValidationReport, of directory: String?, on console: Console) throws {
            if output.json {
                try console.print(json: report)
            } else if report.problems.isEmpty {
                try console.print("no problems")
            } else {
                for problem in report.problems {
                    let placed = directory.map { problem.placed(in: $0) } ?? problem
                    try console.print(console.shown(placed.description))
                    // Programs that parse the lines want problems only.
                    if console.isTerminal, let hint = problem.hint { try console.print("    " + console.shown(hint)) }
                }
                let warnings = report.problems.count { $0.severity == .warning }
                let counts = [(report.problems.count - warnings, "problem"), (warnings, "warning")]
                let words = counts.filter { $0.0 > 0 }.map { Measure.count($0.0, $0.1) }
                try console.print(words.joined(separator: ", "), to: .error)
            }
            if !report.ok { throw Exit.failed }
        }

        private static func specsPath(_ daemon: any Daemon) async throws -> String? {
            try await daemon.call(.repos).first { $0.usedBy.contains("specs") }?.path
        }
    }
}
