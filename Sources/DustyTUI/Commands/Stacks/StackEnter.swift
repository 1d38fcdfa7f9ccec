import ArgumentParser
import CLibrary
import DustyCore
import Essentials

extension Dusty.Stack {
    struct Enter: DaemonCommand {
        static let configuration = CommandConfiguration(
            commandName: "enter",
            abstract: "Run a program, or a shell, for which the plain host names lead to a stack.",
            discussion: """
                For that program and all that it starts api.shop.test leads to this stack, while it leads to another one on the rest of this \
                host: tests, cookies, redirects and lists of allowed addresses work as written. `dusty` in it is about this stack, too. \
                /etc is read-only for it, and unless you are root it cannot become another user.

                Without a name it is the stack that commands here are about, without a program your shell. Linux only.

                Example:
                  dusty stack enter fix-ui -- npm test
                  dusty stack enter fix-ui
                """
        )

        @Argument(help: "Name of the stack.", completion: CompletionNames.stacks)
        var name: String?

        @Argument(parsing: .postTerminator, help: "Behind `--`: the program with its arguments.")
        var program: [String] = []

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            guard !Platform.isMac else {
                throw DustyError(
                    .unavailable,
                    "a Mac has one hosts file for all programs",
                    hint: "use `dusty browse`, the stack's own host names, or `dusty stack front NAME`"
                )
            }
            let named = try await StackSelection(named: name).name(asking: daemon)
            let stack = try await Dusty.Stack.find(named ?? StackNames.standardName, daemon)
            let names = try await daemon.about(stack.name).call(.hostNames)
            let hosts = names.applied(to: [UInt8](try Data(contentsOf: URL(filePath: "/etc/hosts"))))
            var words = program
            if words.isEmpty {
                words = [UserEnvironment.value(of: "SHELL") ?? "/bin/sh"]
                let text =
                    "plain host names lead to the stack \(console.shown(stack.name)) in this shell; `exit` ends it"
                try console.print(text, to: .error)
            }
            try PrivateHosts.become(words, with: hosts, setting: [StackSelection.variable: stack.name])
        }
    }
}
