import ArgumentParser
import DustyCore

extension Dusty {
    struct Version: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "version",
            abstract: "Print the versions of this program and of the daemon.",
            discussion: """
                A daemon that does not answer is not an error here.

                Example:
                  dusty version
                """
        )

        /// What `--json` prints.
        struct Report: Encodable {
            let client: String
            let api: String
            let daemon: VersionInfo?
            let error: DustyError?
        }

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            var info: VersionInfo?
            var failure: DustyError?
            do {
                info = try await daemon.call(.version)
            } catch let error as DustyError {
                failure = error
            }
            if output.json {
                let report = Report(client: DustyVersion.current, api: API.version, daemon: info, error: failure)
                return try console.print(json: report)
            }
            try console.print("dusty \(DustyVersion.current), API \(API.version)")
            if let info {
                try console.print("dustyd \(info.version), API \(info.api), stack \(info.stack), pid \(info.pid)")
            } else if let failure {
                try console.print("dustyd: \(failure.message)")
            }
        }
    }
}
