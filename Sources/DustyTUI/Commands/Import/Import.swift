import ArgumentParser
import DustyCore
import Essentials

extension Dusty {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Make specs of a Compose project.",
            discussion: """
                Reads the files as `docker compose` does, several merged into one, with `include`, `extends`, profiles and the project's own \
                .env; variables of your shell do not count. What is built from a directory or publishes pages becomes an app with a \
                host name, everything else a service, profiles become bundles. Prints what became of every field. Nothing is \
                overwritten, nothing is written elsewhere, and neither root nor the daemon is needed. The exit code is 1 when the specs \
                need a change by hand.

                Without a file it takes the one that `docker compose` would find here. Values that come from env files are kept in \
                env/NAME.env, which git ignores; texts keep variables that do not look secret, with their values in .env of the specs.

                Example:
                  dusty import
                  dusty import docker-compose.yml docker-compose.dev.yml --to ~/acme/specs
                """
        )

        @Argument(
            help: "Compose files, later ones over earlier ones, or the directory of a project.",
            completion: .file()
        )
        var files: [String] = []

        @Option(
            name: .customLong("to"),
            help: ArgumentHelp("Directory of the specs; made when it does not exist.", valueName: "dir")
        )
        var target = "dusty-specs"

        @Option(
            name: .customLong("env-file"),
            help: ArgumentHelp("File of variables in place of .env; may be repeated.", valueName: "file"),
            completion: .file()
        )
        var envFiles: [String] = []

        @OptionGroup var output: JSONFlag

        func run() async throws {
            try await run(.standard())
        }

        /// Imports, and reports on the caller's console.
        func run(_ console: Console) async throws {
            let found = try ProjectFiles(files)
            let target = ProjectFiles.absolute(target)
            let variables = envFiles.map { ProjectFiles.absolute($0) }
            let program = ComposeConfig(directory: found.directory, files: found.files, envFiles: variables)
            let (project, warnings) = try await program.read()
            guard !project.services.isEmpty else {
                throw DustyError(.invalid, "the project has no service", hint: "name the file that has")
            }
            let work = ComposeImport(project, await found.facts(for: project, to: target, envFiles: variables))
            let report = try write(work, to: target, warnings: warnings)
            if output.json {
                try console.print(json: report)
            } else {
                try ImportPrinter(console: console).print(report)
            }
            if !report.problems.isEmpty { throw Exit.failed }
        }

        private func write(_ work: ComposeImport, to target: String, warnings: [String]) throws -> ImportReport {
            var files = work.files
            files[SpecSources.environmentFile] = work.environment?.revealed
            let secrets = work.envFiles
            files.merge(secrets) { $1 }
            // So that `git add .` leaves them out.
            if !secrets.isEmpty { files["env/.gitignore"] = "*\n" }
            let written = try NewSpecs(directory: target, files: files, secret: Set(secrets.keys)).write()
            // Earlier specs count too.
            let found = Specs.decode(try SpecSources(directory: target)).problems
            return work.report(
                directory: target,
                written: written,
                warnings: warnings,
                problems: Set(found + work.problems).sorted(),
                isRepo: FileManager.default.fileExists(atPath: target + "/.git"),
                isIgnored: ProjectFiles.isIgnored(SpecSources.environmentFile, in: target)
            )
        }
    }
}
