import ArgumentParser
import DustyCore

extension Dusty.Disk {
    struct Cleanup: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "cleanup",
            abstract: "Remove what Dusty made and nothing uses.",
            discussion: """
                Without switches containers that do not run and images that no container uses are looked at. Only what Dusty made is ever \
                removed, never data under /persist, and no repo with work that is nowhere else.

                Example:
                  dusty disk cleanup --all --dry-run
                  dusty disk cleanup --volumes --only dusty_cache
                """
        )

        @Flag(help: "Containers that do not run.")
        var containers = false

        @Flag(help: "Images that were built for the stack, and test images.")
        var images = false

        @Flag(help: "Volumes of the engine that no container uses, with the data in them.")
        var volumes = false

        @Flag(help: "Clones and copies of repos that no spec names.")
        var repos = false

        @Flag(help: "All of these.")
        var all = false

        @Option(
            help: ArgumentHelp("Of these only what has this name or id; may be given several times.", valueName: "name")
        )
        var only: [String] = []

        @Flag(help: "Only print what would be removed.")
        var dryRun = false

        @OptionGroup var consent: Consent

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let scopes = scopes
            let plan = try await daemon.call(.cleanupPlan, CleanupQuestion(of: scopes)).only(only)
            if dryRun, flags.json { return try console.print(json: plan) }
            let channel: Console.Channel = flags.json ? .error : .out
            for line in Dusty.Disk.table(of: plan.remove).lines(for: console) { try console.print(line, to: channel) }
            for item in plan.keep where item.kind == .repo {
                try console.print("\(console.shown(item.name)) stays: \(console.shown(item.reason ?? ""))", to: channel)
            }
            guard !plan.remove.isEmpty else { return try console.print("nothing to remove", to: channel) }
            let sum = "\(Measure.count(plan.remove.count, "thing")), \(Measure.bytes(plan.bytes))"
            if dryRun { return try console.print("would remove \(sum)", to: channel) }
            try consent.ask("Remove \(sum)?", console)
            try await flags.run(.cleanup(scopes, only: only.isEmpty ? [] : plan.remove.map(\.id)), daemon, console)
        }

        private var scopes: [CleanupScope] {
            let chosen: [(Bool, CleanupScope)] = [
                (containers, .containers), (images, .images), (volumes, .volumes), (repos, .repos),
            ]
            if all { return CleanupScope.allCases }
            let named = chosen.filter(\.0).map(\.1)
            return named.isEmpty ? [.containers, .images] : named
        }
    }
}
