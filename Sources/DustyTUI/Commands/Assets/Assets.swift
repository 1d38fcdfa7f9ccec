import ArgumentParser

extension Dusty {
    struct Assets: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "assets",
            abstract: "Provide files, such as keys, to the apps that ask for them.",
            discussion: """
                Specs declare assets by name; their content lives on the machine only. There, root and the containers that declare \
                an asset can read it; other users cannot.
                """,
            subcommands: [List.self, Set.self, Read.self, Unset.self],
            defaultSubcommand: List.self
        )
    }
}
