import ArgumentParser
import CLibrary
import DustyCore
import Essentials

extension Dusty {
    struct Compile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "compile",
            abstract: "Compile specs into files, without daemon, root or machine.",
            discussion: """
                Writes ports.json, hosts, dustyNginx.conf, docker-compose.yml, assembled.json and the command files under commands/. \
                When there is any problem nothing is written and all problems are printed.

                --eject is the way out: it writes docker-compose.yml and commands/ so that `docker compose up` beside them works without \
                Dusty. Ports are published on 127.0.0.1 in place of host names, /persist is a directory beside the file.

                With --stack it is what a stack beside `default` is made of; its address is 127.65.N.1. Services that such a stack shares with \
                `default`, because their specs say so or --share names them, are not in docker-compose.yml, which names them under \
                x-dusty-shared.

                Example:
                  dusty compile --specs specs --bundle shop --machine-address 127.65.0.1 --bridge-address 172.17.0.1 --output out
                  dusty compile --specs specs --bundle shop --eject --output ~/shop-compose
                """
        )

        @Option(help: ArgumentHelp("Directory with apps/, libs/, services/ and bundles/.", valueName: "dir"))
        var specs: String

        @Option(
            name: .customLong("bundle"),
            parsing: .upToNextOption,
            help: ArgumentHelp("Bundles to compile, as if they alone were active.", valueName: "name")
        )
        var bundles: [String]

        @Option(help: ArgumentHelp("Address that host names lead to.", valueName: "ip"))
        var machineAddress: IPv4Address?

        @Option(help: ArgumentHelp("Address of the engine's bridge.", valueName: "ip"))
        var bridgeAddress: IPv4Address?

        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp("Services that this stack has from `default`.", valueName: "service")
        )
        var share: [String] = []

        @OptionGroup var stack: StackOption

        @Flag(help: "Write a Compose file that works without Dusty.")
        var eject = false

        @Option(
            help: ArgumentHelp("JSON or YAML: variables that win over the specs, by app or service.", valueName: "file")
        )
        var envOverrides: String?

        @Option(help: ArgumentHelp("Directory to write to; made when it does not exist.", valueName: "dir"))
        var output: String

        func validate() throws {
            if stack.name != nil, eject { throw ValidationError("--stack and --eject exclude each other") }
            if stack.name == nil, !share.isEmpty {
                throw ValidationError("`default` has all its services itself", hint: "name another stack with --stack")
            }
            if eject || machineAddress != nil && bridgeAddress != nil { return }
            throw ValidationError(
                "no addresses to compile for",
                hint: "give --machine-address and --bridge-address, or --eject"
            )
        }

        func run() async throws {
            let console = Console.standard()
            do {
                let (files, executables) = try compile(console)
                for path in files.keys.sorted() {
                    let place = output + "/" + path
                    try Self.write(files[path] ?? "", to: place, isExecutable: executables.contains(path))
                }
            } catch let error as DustyError where error.code == .specs {
                try console.report(error.placed(in: specs))
                throw Exit.failed
            }
        }

        private func compile(_ console: Console) throws -> (files: [String: String], executables: Set<String>) {
            let overrides = try envOverrides.map { try EnvOverrides.decode(Self.read($0), file: $0) } ?? [:]
            let decoded = try Specs(checking: SpecSources(directory: specs))
            let assembled = AssembledSpecs(decoded, activeBundles: bundles)
            if let unknown = assembled.unknownBundles.first {
                let known = decoded.bundles.keys.sorted().joined(separator: ", ")
                throw DustyError(
                    .notFound,
                    "the specs have no bundle `\(unknown)`",
                    hint: known.isEmpty ? "they have no bundle at all" : "they have: \(known)"
                )
            }
            let facts = MachineFacts(
                address: machineAddress?.text ?? "127.0.0.1",
                bridgeAddress: bridgeAddress?.text ?? "127.0.0.1"
            )
            var inputs = Inputs(assembled: assembled, machine: facts, envOverrides: overrides)
            if let stack = stack.name {
                inputs.names = try names(of: stack)
                let shared = try assembled.sharedServices(share.splitAtCommas)
                inputs.shared = Dictionary(shared.map { ($0, StackNames.standard.containerName(for: $0)) }) { $1 }
            }
            let blueprint = try Blueprint(compiling: inputs)
            let executables = CompileOutput.executables(for: blueprint)
            guard eject else { return (CompileOutput.files(for: blueprint, assembled: assembled), executables) }
            let ejected = EjectedCompose(blueprint, assembled, isBare: GitDirectory.isBare)
            for (app, port, address) in ejected.addresses {
                try console.print("\(console.shown(app)): port \(port) is at \(address)")
            }
            for (repo, directory) in ejected.clones {
                let place = ShellWord.quote(output + directory.dropFirst())
                try console.print("first: git clone \(console.shown(ShellWord.quote(repo))) \(console.shown(place))")
            }
            if overrides.isEmpty {
                try console.print(
                    "variables of `dusty env set` stay behind: `dusty env list --show` prints them; put them into a file as "
                        + "`NAME: {VARIABLE: value}`, and give it with --env-overrides"
                )
            }
            return (ejected.files, executables)
        }

        /// The names of a stack beside the daemon's own: its slot is in its address.
        private func names(of stack: String) throws -> StackNames {
            let parts = (machineAddress?.text ?? "").split(separator: ".").compactMap { Int($0) }
            guard parts.count == 4, parts[0] == 127, parts[1] == 65, parts[3] == 1, StackNames.slots.contains(parts[2])
            else {
                throw DustyError(
                    .invalid,
                    "a stack beside `default` has an address 127.65.N.1",
                    hint: "give it with --machine-address: `dusty stack show \(stack)` prints it"
                )
            }
            return try StackNames(stack, slot: parts[2])
        }

        private static func read(_ path: String) throws -> String {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw DustyError(.notFound, "\(path) cannot be read", hint: "does it exist, and may you read it?")
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                throw DustyError(.invalid, "\(path) is not UTF-8 text", hint: "save it as UTF-8")
            }
            return text
        }

        /// Writes a file atomically, making the directories above it; an up-to-date one is left alone, which spares the
        /// disk and programs that watch times. It is not flushed to the disk: after a crash you compile again.
        private static func write(_ text: String, to path: String, isExecutable: Bool) throws {
            let url = URL(filePath: path)
            let draft = path + ".new"
            let data = Data(text.utf8)
            let manager = FileManager.default
            let isRight = !isExecutable || manager.isExecutableFile(atPath: path)
            guard manager.contents(atPath: path) != data || !isRight else { return }
            do {
                try manager.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try data.write(to: URL(filePath: draft))
                if isExecutable { try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: draft) }
                guard rename(draft, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
            } catch {
                unlink(draft)
                throw DustyError(
                    .failed,
                    "\(path) cannot be written",
                    hint: "give an output directory that you may write to and that has space left"
                )
            }
        }
    }
}

extension DustyError {
    /// The same error with its files named from the working directory, so that editors can jump to them.
    func placed(in directory: String) -> DustyError {
        var error = self
        error.problems = problems?.map { $0.placed(in: directory) }
        return error
    }
}

extension SpecProblem {
    /// The same problem with its file named from the working directory.
    func placed(in directory: String) -> SpecProblem {
        var problem = self
        problem.file = directory.hasSuffix("/") ? directory + file : directory + "/" + file
        return problem
    }
}

/// An address in dotted form, given on the command line.
struct IPv4Address: ExpressibleByArgument, Sendable {
    let text: String

    /// The address; nil when the text is not one, which is wrong usage.
    init?(argument: String) {
        let parts = argument.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.allSatisfy(Self.isByte) else { return nil }
        text = argument
    }

    private static func isByte(_ part: Substring) -> Bool {
        part.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8(part).map { String($0) == part } == true
    }
}
