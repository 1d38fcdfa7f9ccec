import ArgumentParser
import CLibrary
import DustyCore
import Essentials

extension Dusty {
    struct Browse: StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "browse",
            abstract: "Open an app in a browser of the stack's own, where plain host names lead to the stack.",
            discussion: """
                It is Chromium, or a browser made of it, with a profile for each stack: cookies and sessions of two stacks stay apart, and \
                http://api.shop.test/ is this stack's. Your usual windows are not affected.

                Example:
                  dusty browse web
                  dusty browse web -s fix-ui
                  dusty browse --program google-chrome
                """
        )

        /// Programs that take Chromium's options, the best known first.
        static let programs =
            Platform.isMac
            ? ["Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser"].map {
                "/Applications/\($0).app/Contents/MacOS/\($0)"
            }
            : [
                "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
                "brave-browser",
            ]

        @Argument(
            help: "The app or service; the only one with a web address when absent.",
            completion: CompletionNames.services
        )
        var app: String?

        @Option(help: ArgumentHelp("The browser: Chromium or one made of it.", valueName: "program"))
        var program: String?

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let names = try await daemon.call(.hostNames)
            let url = try Self.address(of: app, names)
            guard geteuid() != 0 else {
                throw DustyError(
                    .invalid,
                    "browsers refuse to be run by root",
                    hint: "run it as yourself: `dusty` needs no root for this"
                )
            }
            guard let profile = DashboardFiles(variable: UserEnvironment.value(of:)).profile(of: names.stack) else {
                throw DustyError(.invalid, "there is no place for a profile: HOME is not set", hint: "set HOME")
            }
            let choices = program.map { [$0] } ?? Self.programs
            guard choices.contains(where: { Browser.launch([$0] + Self.options(names, profile: profile) + [url]) })
            else {
                throw DustyError(
                    .unavailable,
                    program.map { "\($0) cannot be started" } ?? "there is no Chromium, nor a browser made of it",
                    hint: "install chromium, or name one: `dusty browse --program PROGRAM`"
                )
            }
            try console.print("\(console.shown(url)) in the browser of the stack \(console.shown(names.stack))")
        }

        /// The address to open. Throws when there is none, or more than one app that could be meant.
        static func address(of app: String?, _ names: StackHostNames) throws -> String {
            let apps = names.pages.map(\.app).reduce(into: [String]()) { if $1 != $0.last { $0.append($1) } }
            guard let wanted = app ?? (apps.count == 1 ? apps[0] : nil) else {
                throw DustyError(
                    .invalid,
                    apps.isEmpty
                        ? "no active app or service has a web address" : "\(apps.count) of them have a web address",
                    hint: apps.isEmpty
                        ? "give one `host_forwarding` in its spec" : "name one: \(apps.joined(separator: ", "))"
                )
            }
            guard let page = names.pages.first(where: { $0.app == wanted }) else {
                throw DustyError.unknown(wanted, among: apps)
            }
            return page.url
        }

        /// What the browser is told.
        static func options(_ names: StackHostNames, profile: String) -> [String] {
            let rules = names.entries.map { "MAP \($0.name) \($0.address)" }
            return [
                "--user-data-dir=\(profile)", "--no-first-run", "--no-default-browser-check",
                "--host-resolver-rules=\(rules.joined(separator: ", "))",
            ]
        }
    }
}
