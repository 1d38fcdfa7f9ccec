import ArgumentParser
import DustyCore
import Essentials

extension Dusty {
    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Make the first specs of an app.",
            discussion: """
                Looks at the directory of the code (Dockerfile, package.json, Gemfile, requirements.txt, go.mod), asks for what it cannot \
                know, and writes specs of one app, its services and a bundle. Without a terminal the options and what was found \
                decide. Nothing is overwritten, and neither root nor the daemon is needed. For a project with a Compose file there is \
                `dusty import`.

                Example:
                  dusty init
                  dusty init specs --code ~/src/shop --command 'npm start' --port 3000 --service postgres
                """
        )

        /// The values given as options.
        struct Answers: ParsableArguments {
            @Option(help: "Name of the app; that of the code's directory by default.")
            var name: String?

            @Option(help: "Image that it runs in, in place of the directory's Dockerfile.")
            var image: String?

            @Option(
                help: ArgumentHelp(
                    "Where the code is in the container, or - to leave it as it is in the image.",
                    valueName: "path"
                )
            )
            var mount: String?

            @Option(help: "Command that runs it, or - for the image's own.")
            var command: String?

            @Option(help: "Port that it listens on.")
            var port: Int?

            @Option(help: ArgumentHelp("Name under which it answers.", valueName: "name"))
            var hostName: String?

            @Option(
                name: .customLong("service"),
                help: ArgumentHelp("Service that it needs, such as postgres; may be repeated.", valueName: "name")
            )
            var services: [String] = []

            /// Whether anything says what to run.
            var describeApp: Bool { image != nil || command != nil }
        }

        @Argument(help: "Directory of the specs; made when it does not exist.", completion: .directory)
        var target = "dusty-specs"

        @Option(help: ArgumentHelp("Directory of the code.", valueName: "dir"), completion: .directory)
        var code = "."

        @OptionGroup var answers: Answers

        func validate() throws {
            if let port = answers.port, !(1...65_535).contains(port) {
                throw ValidationError("--port takes a number from 1 to 65535")
            }
        }

        func run() async throws {
            let console = Console.standard()
            try await run(console, Question.onTerminal(console))
        }

        /// Asks, writes, and says what to do next.
        func run(_ console: Console, _ question: Question?) async throws {
            let code = ProjectFiles.absolute(code)
            let target = ProjectFiles.absolute(target)
            let names = Swift.Set((try? FileManager.default.contentsOfDirectory(atPath: code)) ?? [])
            guard FileManager.default.isDirectory(code) else {
                throw DustyError(
                    .notFound,
                    "there is no directory \(code)",
                    hint: "name the directory of the code with --code"
                )
            }
            if let compose = ProjectFiles.standardNames.first(where: names.contains), !answers.describeApp,
                try await takesCompose("\(code)/\(compose)", to: target, console, question)
            {
                return
            }
            let dockerfile = names.contains("Dockerfile") ? try InputFile(path: "\(code)/Dockerfile").readText() : nil
            let kind = ProjectKind(names: names, dockerfile: dockerfile)
            let last = code.split(separator: "/").last.map(String.init) ?? "app"
            let isRepo = ProjectFiles.repo(around: code) == code
            var draft = FirstSpec(name: FirstSpec.name(from: last), code: code, isRepo: isRepo)
            if isRepo { draft.address = await ProjectFiles.address(of: code) }
            let spec = try InitDialogue(console: console, question: question).complete(draft, kind, given: answers)
            try write(spec, to: target, console)
        }

        /// Suggests importing a Compose file; returns whether that was done.
        private func takesCompose(
            _ file: String,
            to target: String,
            _ console: Console,
            _ question: Question?
        ) async throws -> Bool {
            guard let question else {
                throw DustyError(
                    .conflict,
                    "there is a Compose file, \(file), which says all that `init` would ask",
                    hint: "run `dusty import`, or give --image or --command for specs apart from it"
                )
            }
            guard try question.ask("Import \(console.shown(file))? (yes or no)", proposal: "yes") == "yes" else {
                return false
            }
            // Parsed rather than constructed: its options have no values otherwise.
            try await Import.parse([file, "--to", target]).run(console)
            return true
        }

        private func write(_ spec: FirstSpec, to target: String, _ console: Console) throws {
            let problems = Specs.decode(SpecSources(files: spec.files)).problems
            guard problems.isEmpty else { throw DustyError(specs: problems) }
            let written = try NewSpecs(directory: target, files: spec.files, secret: []).write()
            for path in written { try console.print("wrote \(console.shown("\(target)/\(path)"))") }
            for service in spec.services {
                try console.print("\(service.rawValue) is reached as \(service.rawValue):\(service.port)")
            }
            try console.print("next:")
            let isRepo = FileManager.default.fileExists(atPath: target + "/.git")
            let repos = spec.isRepo && spec.mount != nil ? [spec.repo: spec.code] : [:]
            let steps = NextSteps(directory: target, isRepo: isRepo, bundles: [spec.name], repos: repos)
            for command in steps.commands { try console.print("  " + console.shown(command)) }
            if let name = spec.hostName { try console.print("then: curl http://\(console.shown(name))/") }
        }
    }
}
