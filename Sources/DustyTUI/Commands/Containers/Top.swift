import ArgumentParser
import CLibrary
import DustyCore

extension Dusty {
    struct Top: StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "top",
            abstract: "The dashboard, or the same without a screen.",
            discussion: """
                On a terminal the dashboard opens, as it does without any command. With --once the stack is printed as it is now; with \
                --plain everything that happens is a line of its own, for screen readers and logs; with --json it is a stream of \
                documents, one a line, or one document with --once. Where there is no terminal --once is taken for granted.

                Example:
                  dusty top --once
                  dusty top --plain | tee stack.log
                  dusty top --record fault.jsonl
                  dusty top --replay fault.jsonl
                  dusty top --replay fault.jsonl --once
                """
        )

        @Flag(help: "Print the stack as it is now.")
        var once = false

        @Flag(help: "Print what happens, a line for every change.")
        var plain = false

        @Flag(help: "Print JSON.")
        var json = false

        var printsJSON: Bool { json }

        @OptionGroup(title: "Dashboard options") var dashboard: DashboardOptions

        @OptionGroup var stack: StackOption

        var need: DaemonNeed { dashboard.replay == nil ? .later : .never }

        /// Whether it needs the screen.
        var opensDashboard: Bool {
            !once && !plain && !json && isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
        }

        func validate() throws {
            if once, plain { throw ValidationError("--once and --plain exclude each other") }
            if dashboard.record != nil, once || plain || json {
                throw ValidationError(
                    "--record works only with the dashboard",
                    hint: "keep the output of `dusty top --json`"
                )
            }
            if plain, json { throw ValidationError("--plain and --json exclude each other") }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            if opensDashboard { return try await dashboard.open(daemon, console) }
            if let file = dashboard.replay { return try show(Recording(file: file), console) }
            if plain { return try await announce(daemon, console) }
            if json, !once { return try await daemon.follow(.watch) { try console.print(jsonLine: $0) } }
            let snapshot = try await daemon.call(.status)
            if json { return try console.print(json: snapshot) }
            try StatusReport(snapshot).print(on: console)
        }

        /// Prints a recording: all of it, or the state of the stack at its end.
        private func show(_ recording: Recording, _ console: Console) throws {
            if plain {
                let announcer = Announcer(utcOffset: LocalTime.offset)
                for recorded in recording.messages {
                    let lost = recorded.lost.flatMap { announcer.lost($0) }
                    for line in recorded.snapshot.map(announcer.lines) ?? lost.map({ [$0] }) ?? [] {
                        try console.print(line)
                    }
                }
                return
            }
            let snapshots = recording.messages.compactMap(\.snapshot)
            if json, !once { return try snapshots.forEach { try console.print(jsonLine: $0) } }
            guard let last = snapshots.last else {
                throw DustyError(.invalid, "the recording holds no state of the stack")
            }
            if json { return try console.print(json: last) }
            try StatusReport(last).print(on: console)
        }

        /// Prints events until it is stopped; waits for a daemon that goes away.
        private func announce(_ daemon: any Daemon, _ console: Console) async throws {
            let announcer = Announcer(utcOffset: LocalTime.offset)
            let tries = Tries()
            repeat {
                do {
                    try await daemon.follow(.watch) { snapshot in
                        tries.reset()
                        for line in announcer.lines(for: snapshot) { try console.print(line) }
                    }
                } catch let error as DustyError where error.code == .unavailable {
                    if let line = announcer.lost(error) { try console.print(line) }
                }
            } while await Pause.milliseconds(Listener.wait(beforeTry: tries.next()))
        }
    }
}
