import ArgumentParser
import DustyCore

extension Dusty {
    struct Doctor: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "doctor",
            abstract: "Check everything that Dusty needs, and say what to do about what is wrong.",
            discussion: """
                Works without a daemon too, and then says why there is none. --fix repairs what is safe to repair: a damaged section of the \
                hosts file, a missing group, a socket that is open to others, what removed specs left over. The exit code is 1 when \
                something keeps Dusty from working.

                Example:
                  dusty doctor
                """
        )

        @Flag(help: "Repair what is safe to repair.")
        var fix = false

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        var need: DaemonNeed { .later }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let report = await ClientDoctor(daemon: daemon, fixes: fix).report()
            if output.json { try console.print(json: report) } else { try Self.show(report, on: console) }
            if !report.ok { throw Exit.failed }
        }

        private static func show(_ report: DoctorReport, on console: Console) throws {
            for check in report.checks {
                let (word, tone): (String, Tone) =
                    switch check.state {
                    case .ok where check.fixed != nil: ("fixed", .good)
                    case .ok: ("ok", .good)
                    case .warning: ("warning", .busy)
                    case .failure: ("failure", .bad)
                    }
                let fill = String(repeating: " ", count: 8 - word.count)
                try console.print("\(console.paint(word, tone))\(fill) \(check.name): \(check.message)")
                if let fixed = check.fixed { try console.print("         \(fixed)") }
                if check.state != .ok, let remedy = check.remedy {
                    try console.print("         \(remedy)")
                }
            }
            let fixable = report.checks.contains { $0.fixable }
            if fixable { try console.advise("\n`dusty doctor --fix` repairs some of this") }
        }
    }
}
