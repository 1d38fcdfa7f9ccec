import ArgumentParser
import DustyCore

extension Dusty.Service {
    struct Status: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "status",
            abstract: "Show whether the daemon is started at boot, and runs.",
            discussion: """
                The exit code is 1 unless both are so, and 69 on a system without systemd and launchd.

                Example:
                  dusty service status
                """
        )

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await run(console, .own)
        }

        func run(_ console: Console, _ service: DaemonService) async throws {
            let look = try await service.look()
            if output.json {
                try console.print(json: look)
            } else {
                try Self.show(look, console)
            }
            if !look.isWell { throw Exit.failed }
        }

        private static func show(_ look: ServiceLook, _ console: Console) throws {
            try console.print(look.words)
            if let file = look.file {
                let note: String =
                    switch look.standing {
                    case .edited?: ", changed since Dusty wrote it"
                    case .foreign?: ", not written by Dusty"
                    case .current?, .earlier?, nil: ""
                    }
                try console.print("file: \(file)\(note)")
            }
            if let pid = look.state?.pid { try console.print("pid: \(pid)") }
            if look.isWell { return }
            let remedy = look.state?.startsAtBoot == true ? HostWords.own.daemonLog : "sudo dusty service install"
            try console.print(look.state?.startsAtBoot == true ? "log: \(remedy)" : "install it: \(remedy)")
        }
    }
}
