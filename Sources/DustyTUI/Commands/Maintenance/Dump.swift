import ArgumentParser
import DustyCore
import Essentials

extension Dusty {
    struct Dump: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "dump",
            abstract: "Collect diagnostics into one archive, secrets removed.",
            discussion: """
                Versions, state, problems of specs, generated files, jobs, the end of the daemon's log and what the engine says of Dusty's \
                containers. Values of variables, command lines, passwords, tokens and keys are taken out; REDACTED.txt in the archive \
                lists where. Look through it before you give it away. Without a daemon it holds what can be had.

                Example:
                  dusty dump /tmp/dusty.tar.gz
                """
        )

        @Argument(help: "File to make; without one it gets a name with the date.", completion: .file())
        var file: String?

        @OptionGroup var output: JSONFlag

        /// What `--json` prints.
        struct Report: Encodable {
            let file: String
            let documents: [String]
            let redactions: Int
        }

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let now = Timestamp.now
            let name = "dusty-dump-" + now.description.prefix(19).filter { $0 != ":" && $0 != "-" }
            let path = file ?? "\(name).tar.gz"
            guard !FileManager.default.fileExists(atPath: path) else {
                throw DustyError(.conflict, "\(path) exists", hint: "name another file")
            }
            let documents = await Self.documents(daemon)
            var archive = TarArchive(modified: now)
            for document in documents { archive.add("\(name)/\(document.name)", document.text) }
            let made = try LocalFile.making(path)
            do {
                try made.append(archive.gzipped())
                try made.finish(as: path)
            } catch {
                made.discard()
                throw error
            }
            let count = documents.reduce(0) { $0 + $1.redactions }
            let report = Report(file: path, documents: documents.map(\.name), redactions: count)
            if output.json { return try console.print(json: report) }
            try console.print("wrote \(path): \(Measure.count(documents.count, "document"))")
            try console.print("\(Measure.count(count, "passage")) taken out; look through it before you give it away")
        }

        /// The daemon's documents, the front end's own, and the list of removed secrets.
        static func documents(_ daemon: any Daemon) async -> [DumpDocument] {
            var documents: [DumpDocument] = []
            do {
                documents = try await daemon.call(.dump)
            } catch {
                let reason = (error as? DustyError)?.message ?? "\(error)"
                documents.append(Self.redacted("daemon.txt", "the daemon told nothing: \(reason)\n"))
            }
            documents.insert(Self.redacted("client.txt", client()), at: 0)
            let report = await ClientDoctor(daemon: daemon, fixes: false).report()
            if let json = try? Wire.encode(report, pretty: true) {
                documents.append(Self.redacted("client-doctor.json", String(decoding: json, as: UTF8.self) + "\n"))
            }
            let lines = documents.map { "\($0.name): \(Measure.count($0.redactions, "passage")) taken out\n" }
            let head = """
                Values of variables, command lines but for the program's name, passwords and tokens in addresses, values of keys that
                sound secret, and private keys were replaced by \(Redactor.mark). Values that are shorter than 5 bytes are only
                replaced where variables are listed.


                """
            documents.append(DumpDocument(name: "REDACTED.txt", text: head + lines.joined(), redactions: 0))
            return documents
        }

        private static func client() -> String {
            let environment = ProcessInfo.processInfo.environment
            let names = ["DUSTY_SOCKET_PATH", "TERM", "LANG", "NO_COLOR", "SSH_AUTH_SOCK"]
            return "dusty \(DustyVersion.current), API \(API.version)\n"
                + names.map { "\($0): \(environment[$0] ?? "(not set)")\n" }.joined()
        }

        private static func redacted(_ name: String, _ text: String) -> DumpDocument {
            let (text, count) = Redactor().redact(text)
            return DumpDocument(name: name, text: text, redactions: count)
        }
    }
}
